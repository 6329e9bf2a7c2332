"""The routes of the API, filled by its modules, and who may pass."""

from lakou.kernel.web.routes import Routes

ROUTES = Routes("sessions")
STAFF = frozenset({"helper", "coordinator"})
COORDINATORS = frozenset({"coordinator"})
PREFIX = "/sessions/api/v1"
