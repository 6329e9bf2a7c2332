"""The message door of reporting: each handler is one call, no rule.

The first half hears the other services of a node; the second enters facts into the ledger, the node's own or everyone's at the hub.
"""

from nameko.timer import timer

from lakou.contracts.base import Stream
from lakou.contracts.enrollment import (
    AssessmentMade,
    BeneficiaryDescribed,
    BeneficiaryErased,
    BeneficiaryMerged,
    BeneficiaryRemoved,
    MembershipReached,
    ProgramDescribed,
    RecordRequested,
    ReferralChanged,
    StageReached,
)
from lakou.contracts.facts import (
    AssessmentTold,
    CoordinationActed,
    EnrollmentReached,
    HeadsCounted,
    HelperRegistered,
    HelperTrained,
    IndividualSupportGiven,
    PersonDetached,
    PersonMerged,
    ProgramAnnounced,
    ReferralTold,
    SeatAttended,
    SessionChanged,
)
from lakou.contracts.pseudonyms import PseudonymsRenewed
from lakou.contracts.sessions import (
    AnonymousCounted,
    CoordinationReported,
    HelperDescribed,
    SeatChanged,
    SupportGiven,
    TrainingChanged,
    WorkshopSessionDescribed,
)
from lakou.kernel import logs
from lakou.kernel.db import Db
from lakou.kernel.streams import Origin
from lakou.kernel.streams_door import Batch, Context, forgets, handles, reads_ahead
from services.reporting.use_cases import (
    detaching,
    erasing,
    folding_ahead,
    hearing,
    ledger,
    own_hearing,
    path_hearing,
    reading_ahead,
    rehearing,
    taking_back,
    telling,
)

SECONDS = 10  # while a load comes in, the days that it marks would be folded over and over
REWRITE_SECONDS = 60


class Service:
    """Applies what was said."""

    name = "reporting"
    context = Context()
    read_model = rehearing.READ_MODEL

    @reads_ahead
    def ahead(self, db: Db, batch: Batch) -> None:
        """What a batch will need, in a few queries."""
        reading_ahead.read_ahead(self.context, db, batch)

    @handles(BeneficiaryDescribed)
    def on_beneficiary(self, db: Db, event: BeneficiaryDescribed, _origin: Origin) -> None:
        """Codes of a person."""
        hearing.beneficiary_described(self.context, db, event)

    @handles(BeneficiaryRemoved)
    def on_beneficiary_removed(self, db: Db, event: BeneficiaryRemoved, _origin: Origin) -> None:
        """A person to forget."""
        hearing.beneficiary_removed(db, event)

    @handles(BeneficiaryMerged)
    def on_beneficiary_merged(self, db: Db, event: BeneficiaryMerged, _origin: Origin) -> None:
        """Two files are one person's, or two again."""
        hearing.beneficiary_merged(self.context, db, event)

    @handles(RecordRequested)
    def on_record_requested(self, db: Db, event: RecordRequested, _origin: Origin) -> None:
        """She asks for all that is held about her."""
        telling.contribute(self.context, db, event)

    @handles(BeneficiaryErased)
    def on_beneficiary_erased(self, db: Db, event: BeneficiaryErased, _origin: Origin) -> None:
        """What she did stays counted; she is nobody."""
        erasing.erase(self.context, db, event)

    @handles(ProgramDescribed)
    def on_program(self, db: Db, event: ProgramDescribed, _origin: Origin) -> None:
        """A program and its target."""
        hearing.program_described(self.context, db, event)

    @handles(StageReached)
    def on_stage(self, db: Db, event: StageReached, _origin: Origin) -> None:
        """An enrollment moved."""
        hearing.stage_reached(self.context, db, event)

    @handles(MembershipReached)
    def on_membership(self, db: Db, event: MembershipReached, _origin: Origin) -> None:
        """The enrollment of a helper or a structure moved."""
        hearing.stage_reached(self.context, db, event)

    @handles(AssessmentMade)
    def on_assessment(self, db: Db, event: AssessmentMade, _origin: Origin) -> None:
        """An assessment."""
        path_hearing.assessment_made(self.context, db, event)

    @handles(ReferralChanged)
    def on_referral(self, db: Db, event: ReferralChanged, _origin: Origin) -> None:
        """A referral."""
        path_hearing.referral_changed(self.context, db, event)

    @handles(WorkshopSessionDescribed)
    def on_session(self, db: Db, event: WorkshopSessionDescribed, _origin: Origin) -> None:
        """A dated session."""
        hearing.session_described(self.context, db, event)

    @handles(SeatChanged)
    def on_seat(self, db: Db, event: SeatChanged, _origin: Origin) -> None:
        """A seat."""
        hearing.seat_changed(self.context, db, event)

    @handles(AnonymousCounted)
    def on_anonymous(self, db: Db, event: AnonymousCounted, _origin: Origin) -> None:
        """Heads without a name."""
        hearing.anonymous_counted(self.context, db, event)

    @handles(SupportGiven)
    def on_support(self, db: Db, event: SupportGiven, _origin: Origin) -> None:
        """An individual support."""
        hearing.support_given(self.context, db, event)

    @timer(interval=SECONDS)  # type: ignore[untyped-decorator]
    def fold(self) -> None:
        """Keep the figures folded. What fails is tried again at the next tick, or by the question that needs it."""
        try:
            folding_ahead.fold_when_quiet(self.context.database)
        except Exception as error:  # noqa: BLE001 - nameko would log the text of the error
            logs.get().error("fold.tick_failed", error=type(error).__name__)

    @handles(HelperDescribed)
    def on_helper(self, db: Db, event: HelperDescribed, _origin: Origin) -> None:
        """A helper on the register."""
        own_hearing.helper_described(self.context, db, event)

    @handles(TrainingChanged)
    def on_training(self, db: Db, event: TrainingChanged, _origin: Origin) -> None:
        """A helper in training."""
        own_hearing.training_changed(self.context, db, event)

    @handles(CoordinationReported)
    def on_coordination(self, db: Db, event: CoordinationReported, _origin: Origin) -> None:
        """What came of a meeting."""
        own_hearing.coordination_reported(self.context, db, event)

    @forgets(Stream.FACT)
    def on_restored_node(self, db: Db, origin: Origin) -> None:
        """A node was restored from a backup that ended at `origin`."""
        taking_back.take_back(db, origin)

    @handles(SeatAttended)
    def on_seat_fact(self, db: Db, fact: SeatAttended, origin: Origin) -> None:
        """A fact."""
        ledger.enter(db, fact, origin)

    @handles(IndividualSupportGiven)
    def on_support_fact(self, db: Db, fact: IndividualSupportGiven, origin: Origin) -> None:
        """A fact."""
        ledger.enter(db, fact, origin)

    @handles(HeadsCounted)
    def on_heads_fact(self, db: Db, fact: HeadsCounted, origin: Origin) -> None:
        """A fact."""
        ledger.enter(db, fact, origin)

    @handles(SessionChanged)
    def on_session_fact(self, db: Db, fact: SessionChanged, origin: Origin) -> None:
        """A fact."""
        ledger.enter(db, fact, origin)

    @handles(EnrollmentReached)
    def on_enrollment_fact(self, db: Db, fact: EnrollmentReached, origin: Origin) -> None:
        """A fact."""
        ledger.enter(db, fact, origin)

    @handles(PersonDetached)
    def on_detachment_fact(self, db: Db, fact: PersonDetached, origin: Origin) -> None:
        """A fact."""
        ledger.enter(db, fact, origin)

    @timer(interval=REWRITE_SECONDS, eager=True)  # type: ignore[untyped-decorator]
    def rewrite_log(self) -> None:
        """Take the pseudonyms of erased people out of the log; what fails is tried again at the next tick."""
        try:
            detaching.rewrite_log(self.context)
        except Exception as error:  # noqa: BLE001
            logs.get().error("ledger.rewrite_failed", error=type(error).__name__)

    @handles(PseudonymsRenewed)
    def on_renewal_fact(self, db: Db, fact: PseudonymsRenewed, origin: Origin) -> None:
        """A fact."""
        ledger.enter(db, fact, origin)

    @handles(PersonMerged)
    def on_merge_fact(self, db: Db, fact: PersonMerged, origin: Origin) -> None:
        """A fact."""
        ledger.enter(db, fact, origin)

    @handles(ProgramAnnounced)
    def on_program_fact(self, db: Db, fact: ProgramAnnounced, origin: Origin) -> None:
        """A fact."""
        ledger.enter(db, fact, origin)

    @handles(AssessmentTold)
    def on_assessment_fact(self, db: Db, fact: AssessmentTold, origin: Origin) -> None:
        """A fact."""
        ledger.enter(db, fact, origin)

    @handles(ReferralTold)
    def on_referral_fact(self, db: Db, fact: ReferralTold, origin: Origin) -> None:
        """A fact."""
        ledger.enter(db, fact, origin)

    @handles(HelperRegistered)
    def on_helper_fact(self, db: Db, fact: HelperRegistered, origin: Origin) -> None:
        """A fact."""
        ledger.enter(db, fact, origin)

    @handles(HelperTrained)
    def on_training_fact(self, db: Db, fact: HelperTrained, origin: Origin) -> None:
        """A fact."""
        ledger.enter(db, fact, origin)

    @handles(CoordinationActed)
    def on_coordination_fact(self, db: Db, fact: CoordinationActed, origin: Origin) -> None:
        """A fact."""
        ledger.enter(db, fact, origin)
