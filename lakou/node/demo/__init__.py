"""The demo: two invented stories, told at the first start, and a week that always surrounds today."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import eventlet

from lakou.kernel.sqlite import in_haste
from lakou.node.demo import accounts, first_cohort, shared_out, this_week
from lakou.node.demo.team import Team
from lakou.portal.pages import DEMO_PASSWORD

if TYPE_CHECKING:
    from lakou.node.federation import Federation

__all__ = ["seed", "sign_ins"]


def seed(federation: "Federation") -> None:
    """Tell the stories that are not told yet; the nodes are ready when they are counted at the hub, and safe on the disk."""
    with in_haste():
        _tell_all(federation)
    for node in federation.nodes.values():
        for context in node.contexts():
            context.database.checkpoint()
        node.demo_ready = True


def _tell_all(federation: "Federation") -> None:
    for node in federation.nodes.values():
        accounts.ensure(node)
    teams = [Team(node) for node in federation.nodes.values() if not node.site.is_hub]
    for telling in [eventlet.spawn(_tell, each) for each in teams]:  # while one house hears what was said, another speaks
        telling.wait()
    shared_out.ensure(federation.nodes["hub"])
    federation.wait_settled()


def _tell(team: Team) -> None:
    if team.site.node == "martinique":
        first_cohort.ensure(team)
    this_week.ensure(team)


def sign_ins() -> Iterator[str]:
    """What to type at the door, printed at the start."""
    yield ""
    yield f"Comptes d’essai, mot de passe : {DEMO_PASSWORD}"
    for email, label in accounts.listed():
        yield f"  {email:42} {label}"
