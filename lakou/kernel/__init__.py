"""Plumbing that every service stands on. Not one word of the domain."""
