"""schemas of enrollment."""
