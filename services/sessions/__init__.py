"""The sessions service: see README.md."""
