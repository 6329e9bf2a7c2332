"""Where the pages of enrollment are mounted, and who passes."""

import uuid
from urllib.parse import urlencode

from lakou.kernel.problems import NotFound
from lakou.kernel.web.call import Call
from lakou.kernel.web.routes import Routes

ROUTES = Routes("enrollment")
STAFF = frozenset({"helper", "coordinator"})
COORDINATION = frozenset({"coordinator"})


class Typed(dict[str, str]):
    """What was typed, or what is wrong, by field; a field that was not there is empty."""

    def __missing__(self, name: str) -> str:
        return ""


def id_asked(call: Call, name: str) -> uuid.UUID | None:
    """An id in the address, None when it is not there. Raises NotFound when it is no id."""
    said = call.request.args.get(name) or call.request.form.get(name)
    try:
        return uuid.UUID(said) if said else None
    except ValueError as error:
        raise NotFound from error


def address(path: str, **query: object) -> str:
    """A page of ours with what is asked of it; what is empty is left out."""
    asked = {name: str(value) for name, value in query.items() if value}
    return f"{path}?{urlencode(asked)}" if asked else path
