"""The enrollment service: see README.md."""
