"""The message door of sessions: each handler is one call, no rule."""

import eventlet
from nameko.timer import timer

from lakou.contracts.enrollment import (
    AttentionDescribed,
    BeneficiaryDescribed,
    BeneficiaryErased,
    BeneficiaryMerged,
    BeneficiaryRemoved,
    IdentityDescribed,
    IdentityErased,
    IdentityRemoved,
    MembershipReached,
    ProgramDescribed,
    RecordRequested,
)
from lakou.kernel import logs
from lakou.kernel.db import Db
from lakou.kernel.streams import Origin
from lakou.kernel.streams_door import Batch, Context, handles, reads_ahead
from services.sessions import use_cases
from services.sessions.use_cases import erasing, neighbors, replaying, telling

SECONDS = 20


class Service:
    """Applies what the other services said."""

    name = "sessions"
    context = Context()
    read_model = replaying.READ_MODEL

    @reads_ahead
    def ahead(self, db: Db, batch: Batch) -> None:
        """What a batch will need, in one query."""
        neighbors.read_ahead(db, batch)

    @handles(IdentityDescribed)
    def on_identity(self, db: Db, event: IdentityDescribed, _origin: Origin) -> None:
        """How somebody is called."""
        neighbors.keep_identity(db, event)

    @handles(IdentityRemoved)
    def on_identity_removed(self, db: Db, event: IdentityRemoved, _origin: Origin) -> None:
        """A name to forget."""
        neighbors.forget_person(db, event.beneficiary_id)

    @handles(BeneficiaryDescribed)
    def on_beneficiary(self, db: Db, event: BeneficiaryDescribed, _origin: Origin) -> None:
        """A file was opened."""
        neighbors.keep_beneficiary(db, event)

    @handles(BeneficiaryRemoved)
    def on_beneficiary_removed(self, db: Db, event: BeneficiaryRemoved, _origin: Origin) -> None:
        """A file was taken away."""
        neighbors.forget_person(db, event.beneficiary_id)

    @handles(BeneficiaryMerged)
    def on_beneficiary_merged(self, db: Db, event: BeneficiaryMerged, _origin: Origin) -> None:
        """Two files are one person's, or two again."""
        neighbors.merge_person(db, event)

    @handles(AttentionDescribed)
    def on_attention(self, db: Db, event: AttentionDescribed, _origin: Origin) -> None:
        """What waits for somebody of the team."""
        neighbors.keep_attention(db, event)

    @handles(RecordRequested)
    def on_record_requested(self, db: Db, event: RecordRequested, _origin: Origin) -> None:
        """She asks for all that is held about her."""
        telling.contribute(db, event)

    @handles(BeneficiaryErased)
    def on_beneficiary_erased(self, db: Db, event: BeneficiaryErased, _origin: Origin) -> None:
        """What she did stays, under an id that says nothing."""
        erasing.erase(db, event)

    @handles(IdentityErased)
    def on_identity_erased(self, db: Db, event: IdentityErased, _origin: Origin) -> None:
        """A name to forget for good."""
        erasing.erase_identity(db, event)

    @handles(ProgramDescribed)
    def on_program(self, db: Db, event: ProgramDescribed, _origin: Origin) -> None:
        """A program was opened or changed."""
        neighbors.keep_program(db, event)

    @handles(MembershipReached)
    def on_membership(self, db: Db, event: MembershipReached, _origin: Origin) -> None:
        """A helper moved along in a program."""
        neighbors.keep_membership(db, event)

    @timer(interval=SECONDS)  # type: ignore[untyped-decorator]
    def move_on(self) -> None:
        """What happens because time passes: offers end, empty rolls close. What fails is tried again at the next tick."""
        try:
            while use_cases.end_offers(self.context):
                eventlet.sleep(0)
            use_cases.close_empty_rolls(self.context)
        except Exception as error:  # noqa: BLE001
            logs.get().error("sessions.tick_failed", error=type(error).__name__)
