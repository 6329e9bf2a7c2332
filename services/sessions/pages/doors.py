"""The routes of the pages, filled by its modules, and who may pass."""

from lakou.kernel.web.routes import Routes

ROUTES = Routes("sessions")
STAFF = frozenset({"helper", "coordinator"})
COORDINATORS = frozenset({"coordinator"})
