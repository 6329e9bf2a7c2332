"""The WSGI floor: routes with roles, calls, problems, limits, headers."""
