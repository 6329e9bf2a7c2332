"""Who may read figures, and who shares programs out."""

from lakou.kernel.problems import NotAllowed, NotFound
from lakou.kernel.web.call import Call

READERS = frozenset({"helper", "coordinator", "analyst", "operator"})
HUB_READERS = READERS - {"helper"}
WATCHERS = frozenset({"analyst", "operator"})
SHARERS = frozenset({"analyst", "coordinator"})


def check_reader(call: Call) -> None:
    """A helper reads the figures of her node, not those of the hub. Raises NotAllowed."""
    if call.site.is_hub and call.principal.role not in HUB_READERS:
        raise NotAllowed


def check_hub(call: Call) -> None:
    """Some things are done at the hub alone. Raises NotFound."""
    if not call.site.is_hub:
        raise NotFound("Cela se tient au hub, pas à un nœud.")
