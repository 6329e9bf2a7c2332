"""The queries of sessions, by noun. Each takes the database session `db`."""
