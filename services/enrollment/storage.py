"""storage of enrollment."""
