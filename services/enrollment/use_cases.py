"""use_cases of enrollment."""
