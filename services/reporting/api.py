"""The api door of reporting."""

from lakou.kernel.web.routes import Routes

ROUTES = Routes("reporting")
