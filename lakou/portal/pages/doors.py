"""Where the portal's pages are mounted, and who passes."""

from lakou.contracts.vocabulary import Role
from lakou.kernel.web.routes import Routes

ROUTES = Routes("portal")
EVERYONE = frozenset(role.value for role in Role)
ADMINISTRATORS = frozenset({"coordinator", "operator"})
