"""schemas of reporting."""
