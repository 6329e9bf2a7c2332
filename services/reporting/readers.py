"""Who may read figures."""

from lakou.kernel.problems import NotAllowed
from lakou.kernel.web.call import Call

READERS = frozenset({"helper", "coordinator", "analyst", "operator"})
HUB_READERS = READERS - {"helper"}


def check_reader(call: Call) -> None:
    """A helper reads the figures of her node, not those of the hub. Raises NotAllowed."""
    if call.site.is_hub and call.principal.role not in HUB_READERS:
        raise NotAllowed
