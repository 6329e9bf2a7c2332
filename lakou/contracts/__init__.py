"""The published language: what may cross the border of a service. Imports marshmallow only."""
