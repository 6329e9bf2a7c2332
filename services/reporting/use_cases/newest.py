"""The last version of a thing wins, and a node's later epoch over every version before it."""

from collections.abc import Mapping
from typing import Any, TypeVar

from lakou.kernel.db import Db
from lakou.kernel.streams import Origin
from services.reporting.model.ledger import Versioned

S = TypeVar("S", bound=Versioned)


def newest(db: Db, kind: type[S], before: S | None, fact: Any, origin: Origin, key: Mapping[str, str], /, **values: Any) -> bool:
    """Keep the state that a fact tells, unless what is kept is as new. True when it was kept."""
    if before is not None and before.holds(origin.epoch, fact.version):
        return False
    row = before or kind()
    for name, value in {"node": origin.node, **key, "epoch": origin.epoch, "version": fact.version, **values}.items():
        setattr(row, name, value)
    db.add(row)  # with its key, by which the next fact of the batch finds it
    return True
