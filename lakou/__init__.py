"""Lakou: federation of the Hub Antilles-Guyane of digital inclusion."""

__version__ = "0.1.0"
