"""The api door of sessions."""

from lakou.kernel.web.routes import Routes

ROUTES = Routes("sessions")
