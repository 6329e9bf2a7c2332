"""The link of a node as its operator sees it, read from the database and the keys: whichever process runs the link."""

import dataclasses
import datetime as dt
import enum

from lakou.contracts.base import Stream
from lakou.kernel import clock, outbox
from lakou.node.answers import READER
from lakou.node.house import House
from services.reporting.use_cases import hub_link

SILENCE = dt.timedelta(minutes=15)
ENDS_SOON = dt.timedelta(days=30)


class How(enum.StrEnum):
    """How the link is. Only `ok` and `waiting` ask nothing of anybody."""

    NONE = "none"
    PAUSED = "paused"
    SILENT = "silent"
    DIFFERENT = "different"
    HELD_BACK = "held_back"
    WAITING = "waiting"
    OK = "ok"


@dataclasses.dataclass(frozen=True)
class LinkState:
    """How far the facts of this node have got at the hub. `acked_at` is None before the first answer.

    `unreadable`: the type of the fact that waits until the hub is brought up to date; all that follow wait behind it.
    """

    hub: str
    epoch: int
    recorded: int
    acked: int
    acked_at: dt.datetime | None
    same_history: bool | None
    paused: bool
    unreadable: str | None
    certificate_until: dt.datetime | None

    @property
    def waiting(self) -> int:
        """Facts that the hub lacks."""
        return max(self.recorded - self.acked, 0)

    @property
    def ack_age_seconds(self) -> float | None:
        """Seconds since the hub last answered."""
        return round((clock.now() - self.acked_at).total_seconds(), 1) if self.acked_at else None

    @property
    def silent(self) -> bool:
        """Whether a hub that should answer by itself does not."""
        return bool(self.hub) and (self.acked_at is None or clock.now() - self.acked_at > SILENCE)

    @property
    def certificate_ends_soon(self) -> bool:
        """Whether it is time to ask the hub for another one."""
        return self.certificate_until is not None and self.certificate_until - clock.now() < ENDS_SOON

    @property
    def how(self) -> How:
        """In one word; the first that applies."""
        found = {
            How.PAUSED: self.paused,
            How.DIFFERENT: self.same_history is False,
            How.HELD_BACK: bool(self.unreadable),
            How.NONE: not self.hub and self.acked_at is None,
            How.SILENT: self.silent,
            How.WAITING: self.waiting > 0,
        }
        return next((how for how, applies in found.items() if applies), How.OK)


def link_state(node: House) -> LinkState:
    """The link of this node."""
    with node.services["reporting"].context.database.reading() as db:
        head = outbox.head(db, Stream.FACT)
        noted = next((row for row in outbox.readers(db, Stream.FACT) if row["reader"] == READER), None)
        ordered = hub_link.state(db)
    answered = [at for at in (ordered.answered_at, noted["at"] if noted else None) if at]
    return LinkState(
        hub=node.settings.hub,
        epoch=head.epoch,
        recorded=head.seq,
        acked=noted["seq"] if noted and noted["epoch"] == head.epoch else 0,
        acked_at=max(answered, default=None),
        same_history=noted["same_history"] if noted else None,
        paused=ordered.paused,
        unreadable=ordered.unreadable,
        certificate_until=_certificate_until(node),
    )


def _certificate_until(node: House) -> dt.datetime | None:
    from lakou.node.wire import certificates  # cryptography is heavy, and most nodes of a test have no certificate

    path = node.keys.folder / "link" / "node.pem"
    return certificates.expires_at(path.read_bytes()) if path.exists() else None
