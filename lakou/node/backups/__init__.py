"""Copies of every database of a node at one moment, and of its keys, and putting them back."""
