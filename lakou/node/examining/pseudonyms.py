"""The key that pseudonyms are made with: whether it is there, and whether a newer one waits."""

from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from lakou.kernel.keys import FIRST
from lakou.node.examining.finding import Finding
from lakou.node.node import Node
from services.reporting.use_cases.desk import KEY, key_in_use

ABOUT = "clé des pseudonymes"


def examine(node: Node) -> Iterator[Finding]:
    """At a node, where reporting runs and its database is there."""
    if node.site.is_hub or "reporting" not in node.services:
        return
    database = node.services["reporting"].context.database
    if database.file is not None and not database.file.exists():
        return
    try:
        with database.reading() as db:
            number = key_in_use(db)
    except SQLAlchemyError:
        return  # said before, of that database
    if number > FIRST and not node.keys.has(KEY, number):
        cure = "Remettez-la d’après la copie des clés : sans elle le nœud ne démarre pas."
        yield Finding(ABOUT, False, f"la clé n° {number} manque", cure)
    elif node.keys.newest(KEY) > number:
        cure = "Relancez le nœud, ou : lakou key rotate"
        yield Finding(ABOUT, None, f"clé n° {number}, une plus récente attend", cure)
    else:
        yield Finding(ABOUT, True, f"clé n° {number}")
