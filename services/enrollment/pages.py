"""The pages door of enrollment."""

from lakou.kernel.web.routes import Routes

ROUTES = Routes("enrollment")
