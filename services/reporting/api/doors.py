"""Where the API of reporting is mounted."""

from lakou.kernel.web.routes import Routes

ROUTES = Routes("reporting")
