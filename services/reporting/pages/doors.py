"""Where the pages of reporting are mounted."""

from lakou.kernel.web.routes import Routes

ROUTES = Routes("reporting")
