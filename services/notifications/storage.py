"""storage of notifications."""
