"""The queries of enrollment; each takes the database session `db`."""
