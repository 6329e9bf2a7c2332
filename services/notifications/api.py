"""The api door of notifications."""

from lakou.kernel.web.routes import Routes

ROUTES = Routes("notifications")
