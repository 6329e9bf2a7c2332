"""use_cases of sessions."""
