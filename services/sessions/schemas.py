"""schemas of sessions."""
