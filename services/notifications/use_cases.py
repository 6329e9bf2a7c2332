"""use_cases of notifications."""
