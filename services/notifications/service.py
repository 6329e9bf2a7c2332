"""The message door of notifications: each handler is one call, no rule."""

import eventlet
from nameko.timer import timer

from lakou.contracts.enrollment import (
    BeneficiaryDescribed,
    BeneficiaryErased,
    BeneficiaryMerged,
    BeneficiaryRemoved,
    IdentityDescribed,
    IdentityErased,
    IdentityRemoved,
    RecordRequested,
)
from lakou.contracts.sessions import SeatChanged, WorkshopSessionDescribed
from lakou.kernel import logs
from lakou.kernel.db import Db
from lakou.kernel.streams import Origin
from lakou.kernel.streams_door import Batch, Context, handles, reads_ahead
from services.notifications import use_cases
from services.notifications.use_cases import replaying

SECONDS = 5
BATCH = 20
BATCHES = 50  # at most this many a tick, so that a stop does not wait long


class Service:
    """Applies what the other services said, and sends what is due."""

    name = "notifications"
    context = Context()
    read_model = replaying.READ_MODEL

    @reads_ahead
    def ahead(self, db: Db, batch: Batch) -> None:
        """What a batch will need, in a few queries."""
        use_cases.read_ahead(db, batch)

    @handles(IdentityDescribed)
    def identity_described(self, db: Db, event: IdentityDescribed, _origin: Origin) -> None:
        """How she is called and reached."""
        use_cases.describe_identity(db, event)

    @handles(IdentityRemoved)
    def identity_removed(self, db: Db, event: IdentityRemoved, _origin: Origin) -> None:
        """Forget her name, addresses and texts."""
        use_cases.forget_identity(db, event)

    @handles(BeneficiaryDescribed)
    def beneficiary_described(self, db: Db, event: BeneficiaryDescribed, _origin: Origin) -> None:
        """Whether she agrees to messages."""
        use_cases.describe_consent(db, event)

    @handles(BeneficiaryRemoved)
    def beneficiary_removed(self, db: Db, event: BeneficiaryRemoved, _origin: Origin) -> None:
        """Nothing more for her."""
        use_cases.remove_person(db, event)

    @handles(BeneficiaryMerged)
    def beneficiary_merged(self, db: Db, event: BeneficiaryMerged, _origin: Origin) -> None:
        """Two files are one person's, or two again."""
        use_cases.merge_person(db, event)

    @handles(RecordRequested)
    def record_requested(self, db: Db, event: RecordRequested, _origin: Origin) -> None:
        """She asks for all that is held about her."""
        use_cases.contribute(db, event)

    @handles(BeneficiaryErased)
    def beneficiary_erased(self, db: Db, event: BeneficiaryErased, _origin: Origin) -> None:
        """What left stays known, not to whom."""
        use_cases.erase(db, event)

    @handles(IdentityErased)
    def identity_erased(self, db: Db, event: IdentityErased, _origin: Origin) -> None:
        """A name and addresses to forget for good."""
        use_cases.erase_identity(db, event)

    @handles(WorkshopSessionDescribed)
    def workshop_session_described(self, db: Db, event: WorkshopSessionDescribed, _origin: Origin) -> None:
        """Plan again what its seats call for."""
        use_cases.describe_session(db, event)

    @handles(SeatChanged)
    def seat_changed(self, db: Db, event: SeatChanged, _origin: Origin) -> None:
        """Plan what this seat calls for."""
        use_cases.place_seat(db, event)

    @timer(interval=SECONDS)  # type: ignore[untyped-decorator]
    def send(self) -> None:
        """Send what is due. What fails is tried again at the next tick; nameko would log the text of the error."""
        try:
            for _ in range(BATCHES):
                if not use_cases.send_due(self.context, BATCH):
                    break
                eventlet.sleep(0)
        except Exception as error:  # noqa: BLE001
            logs.get().error("messages.tick_failed", error=type(error).__name__)
