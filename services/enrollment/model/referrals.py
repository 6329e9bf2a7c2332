"""People sent to us by partners, and those whom we send to them."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String, false
from sqlalchemy.orm import Mapped, mapped_column

from lakou.contracts.enrollment import ReferralChanged
from lakou.contracts.vocabulary import ReferralDirection, ReferrerKind, RefusalReason
from lakou.contracts.vocabulary import ReferralState as State
from lakou.kernel.columns import UtcDateTime
from services.enrollment.model.declarative import Base
from services.enrollment.model.rules import ReferralMoveNotAllowed

IN_MOVES: dict[State, tuple[State, ...]] = {
    State.RECEIVED: (State.CONTACTED, State.ACCEPTED, State.DECLINED, State.EXPIRED),
    State.CONTACTED: (State.ACCEPTED, State.DECLINED, State.EXPIRED),
    State.ACCEPTED: (),
    State.DECLINED: (State.CONTACTED,),  # she calls back after all
    State.EXPIRED: (State.CONTACTED,),
}
OUT_MOVES: dict[State, tuple[State, ...]] = {
    State.SENT: (State.ACCEPTED, State.DONE, State.DECLINED, State.EXPIRED),
    State.ACCEPTED: (State.DONE, State.DECLINED),
    State.DONE: (),
    State.DECLINED: (),
    State.EXPIRED: (State.ACCEPTED, State.DONE, State.DECLINED),
}
WITHIN = {
    State.RECEIVED: dt.timedelta(days=7),
    State.CONTACTED: dt.timedelta(days=21),
    State.SENT: dt.timedelta(days=30),
}
"""How long a referral may stay where it is before the coordinator is reminded."""
GRACE = dt.timedelta(days=60)
"""How long after that it ends by itself."""
KEPT = dt.timedelta(days=90)
"""How long the name of somebody who did not come is kept after the end."""
CLOSED = frozenset({State.DECLINED, State.EXPIRED, State.DONE, State.ACCEPTED})
WAITS = frozenset({State.RECEIVED, State.CONTACTED, State.SENT})


class Referral(Base):
    """One person sent, one time.

    `person` holds what the partner wrote of her until she has a file (`beneficiary_id`); emptied when nothing comes of it.
    `sharing`: what she said, before she has a file, of telling this partner what follows. `author` is the partner's account or key
    when it has no line in the directory.
    """

    __tablename__ = "referral"
    __table_args__ = (
        Index("ix_referral_state_due_on", "state", "due_on"),
        Index("ix_referral_organization_id_id", "organization_id", "id"),
        {"info": {"personal": ("person", "message", "remark")}},
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    direction: Mapped[str] = mapped_column(String(3))
    organization_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organization.id"))
    kind: Mapped[str] = mapped_column(String(40))
    author: Mapped[str] = mapped_column(String(64), default="")
    noted_by: Mapped[str] = mapped_column(String(120))
    noted_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    person: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=dict)
    beneficiary_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("beneficiary.id"), index=True)
    program_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("program.id"))
    message: Mapped[str | None] = mapped_column(String(1000))
    state: Mapped[str] = mapped_column(String(20))
    on: Mapped[dt.date] = mapped_column("referred_on", Date)
    state_on: Mapped[dt.date] = mapped_column(Date)
    due_on: Mapped[dt.date | None] = mapped_column(Date)
    reason: Mapped[str | None] = mapped_column(String(30))
    remark: Mapped[str | None] = mapped_column(String(500))
    sharing: Mapped[bool | None] = mapped_column(Boolean)
    done_on: Mapped[dt.date | None] = mapped_column(Date)
    forgotten: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())

    @property
    def name(self) -> str:
        """As the partner wrote it; empty once forgotten."""
        return f"{self.written.get('given_name', '')} {self.written.get('family_name', '')}".strip()

    @property
    def written(self) -> dict[str, Any]:
        """What is still kept of what the partner wrote of her."""
        return self.person or {}

    @property
    def inward(self) -> bool:
        """Whether somebody sent her to us."""
        return self.direction == ReferralDirection.IN

    @property
    def allowed(self) -> tuple[State, ...]:
        """The states that may follow."""
        return (IN_MOVES if self.inward else OUT_MOVES)[State(self.state)]

    def is_late(self, today: dt.date) -> bool:
        """Whether somebody should have answered by now."""
        return self.due_on is not None and self.due_on < today

    def move(self, to: State, on: dt.date) -> None:
        """To another state, with its time limit. Raises ReferralMoveNotAllowed, which says what is possible."""
        if to not in self.allowed:
            labels = ", ".join(f"« {state.label} »" for state in self.allowed)
            sentence = f"Depuis « {State(self.state).label} », " + (f"choisissez {labels}." if labels else "rien ne suit.")
            raise ReferralMoveNotAllowed(sentence, allowed=[state.value for state in self.allowed])
        self.stand(to, on)
        self.revision += 1

    def stand(self, state: State, on: dt.date) -> None:
        """In a state since a day."""
        self.state, self.state_on = state.value, on
        self.due_on = on + WITHIN[state] if state in WITHIN else None

    def changed(self, *, withdrawn: bool = False) -> ReferralChanged:
        """What to tell the others: codes, no name."""
        return ReferralChanged(
            referral_id=self.id,
            revision=self.revision,
            direction=ReferralDirection(self.direction),
            partner_kind=ReferrerKind(self.kind),
            beneficiary_id=self.beneficiary_id,
            state=State(self.state),
            reason=RefusalReason(self.reason) if self.reason else None,
            done=self.state == State.DONE or self.done_on is not None,
            day=self.on,
            state_day=self.state_on,
            withdrawn=withdrawn,
        )
