"""The reporting service: see README.md."""
