"""use_cases of reporting."""
