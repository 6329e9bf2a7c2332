"""The notifications service: see README.md."""
