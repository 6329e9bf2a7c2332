"""storage of sessions."""
