"""Where every page of this service registers."""

from lakou.kernel.web.routes import Routes

ROUTES = Routes("notifications")
STAFF = frozenset({"helper", "coordinator"})
PER_PAGE = 20


def page_number(asked: str | None) -> int:
    """The page asked for, from 1; anything odd is the first."""
    return int(asked) if asked and asked.isascii() and asked.isdigit() and 0 < len(asked) < 6 and int(asked) else 1
