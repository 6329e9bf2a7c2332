"""The message door of enrollment: each handler is one call, no rule."""

from nameko.timer import timer

from lakou.contracts.notifications import MessageSettled, NotificationsErasure, NotificationsRecord
from lakou.contracts.reporting import CommonProgramOffered, ReportingErasure, ReportingRecord
from lakou.contracts.sessions import (
    HelperDescribed,
    SeatChanged,
    SessionsErasure,
    SessionsRecord,
    SupportGiven,
    WorkshopSessionDescribed,
)
from lakou.kernel import logs
from lakou.kernel.db import Db
from lakou.kernel.streams import Origin
from lakou.kernel.streams_door import Batch, Context, handles, reads_ahead
from services.enrollment.use_cases import (
    attention,
    erasing,
    neighbors,
    programs,
    records,
    referrals,
    replaying,
    retention,
)

SECONDS = 60
RETENTION_SECONDS = 1800
RETENTION_HOUR = 3


class Service:
    """Applies what sessions, notifications and, through reporting, the hub said."""

    name = "enrollment"
    context = Context()
    read_model = replaying.READ_MODEL

    @timer(interval=SECONDS)  # type: ignore[untyped-decorator]
    def look_after(self) -> None:
        """End what nobody answers, and tell what waits. What fails is tried again at the next tick."""
        try:
            referrals.tidy(self.context)
            attention.tell(self.context)
        except Exception as error:  # noqa: BLE001 - nameko would log the text of the error
            logs.get().error("enrollment.tick_failed", error=type(error).__name__)

    @reads_ahead
    def ahead(self, db: Db, batch: Batch) -> None:
        """What a batch will need, in a few queries."""
        neighbors.read_ahead(db, batch)

    @handles(WorkshopSessionDescribed)
    def know_session(self, db: Db, event: WorkshopSessionDescribed, _origin: Origin) -> None:
        """A dated session was planned or changed."""
        neighbors.know_session(db, event)

    @handles(SeatChanged)
    def know_seat(self, db: Db, event: SeatChanged, _origin: Origin) -> None:
        """A seat was taken or marked."""
        neighbors.know_seat(db, event)

    @handles(SupportGiven)
    def know_support(self, db: Db, event: SupportGiven, _origin: Origin) -> None:
        """Someone was helped alone."""
        neighbors.know_support(db, event)

    @handles(HelperDescribed)
    def know_helper(self, db: Db, event: HelperDescribed, _origin: Origin) -> None:
        """A helper is on the register, or has left it."""
        neighbors.know_helper(db, event)

    @handles(CommonProgramOffered)
    def adopt_program(self, db: Db, event: CommonProgramOffered, _origin: Origin) -> None:
        """The hub shares a program out."""
        programs.adopt(db, event)

    @handles(SessionsErasure)
    def on_sessions_erasure(self, db: Db, event: SessionsErasure, _origin: Origin) -> None:
        """Sessions has forgotten a person."""
        erasing.answered(db, event.request_id, "sessions", event.new_id)

    @handles(NotificationsErasure)
    def on_notifications_erasure(self, db: Db, event: NotificationsErasure, _origin: Origin) -> None:
        """Notifications has forgotten a person."""
        erasing.answered(db, event.request_id, "notifications", event.new_id)

    @handles(ReportingErasure)
    def on_reporting_erasure(self, db: Db, event: ReportingErasure, _origin: Origin) -> None:
        """Reporting has forgotten a person."""
        erasing.answered(db, event.request_id, "reporting", event.new_id)

    @timer(interval=RETENTION_SECONDS)  # type: ignore[untyped-decorator]
    def retain(self) -> None:
        """Once a night, who was not here for long is announced or erased. What fails is tried again within the hour."""
        try:
            retention.run_by_the_clock(self.context, RETENTION_HOUR)
        except Exception as error:  # noqa: BLE001 - its text may name somebody
            logs.get().error("retention.failed", error=type(error).__name__)

    @handles(SessionsRecord)
    def on_sessions_record(self, db: Db, event: SessionsRecord, _origin: Origin) -> None:
        """What sessions holds about a person who asked."""
        records.contributed(db, event)

    @handles(NotificationsRecord)
    def on_notifications_record(self, db: Db, event: NotificationsRecord, _origin: Origin) -> None:
        """What notifications holds about a person who asked."""
        records.contributed(db, event)

    @handles(ReportingRecord)
    def on_reporting_record(self, db: Db, event: ReportingRecord, _origin: Origin) -> None:
        """What was told to the hub about a person who asked."""
        records.contributed(db, event)

    @handles(MessageSettled)
    def know_message(self, db: Db, event: MessageSettled, _origin: Origin) -> None:
        """A message ended somehow."""
        neighbors.know_message(db, event)
