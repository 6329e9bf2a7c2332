"""Where the API of enrollment is mounted, and who passes."""

from lakou.kernel.web.routes import Routes

ROUTES = Routes("enrollment")
STAFF = frozenset({"helper", "coordinator"})
COORDINATION = frozenset({"coordinator"})
