"""The nouns of notifications and their rules: who is reached, for which seat, and what became of each message."""

import datetime as dt
import uuid

from sqlalchemy import Boolean, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from lakou.contracts.labels import Vocabulary
from lakou.contracts.notifications import MessageKind, MessageState
from lakou.contracts.vocabulary import ContactChannel, Language, SeatState, WorkshopSessionState
from lakou.kernel.columns import UtcDateTime, metadata

CODE = String(30)
LONG_TITLE = 50  # the longest workshop title that a message may hold (RDVSP's own limit)

MOVABLE = frozenset({MessageState.PLANNED, MessageState.TO_CALL, MessageState.CANCELLED})
TOLD = frozenset({MessageState.SENDING, MessageState.UNCERTAIN, MessageState.SENT, MessageState.CALLED})


class Reason(Vocabulary):
    """Why a message did not simply leave."""

    NOT_ASKED = "not_asked", "Accord pas demandé"
    REFUSED = "refused", "Accord refusé ou retiré"
    PREFERS_CALL = "prefers_call", "Préfère un appel"
    PREFERS_LETTER = "prefers_letter", "Préfère une lettre, à faire à la main"
    LANDLINE = "landline", "Téléphone fixe, qui ne reçoit pas les SMS"
    NO_ADDRESS = "no_address", "Ni téléphone ni e-mail"
    SAME_PERSON = "same_person", "Déjà prévenue, par une autre fiche à elle"
    SEAT_RELEASED = "seat_released", "Place rendue"
    SESSION_CANCELLED = "session_cancelled", "Séance annulée"
    SESSION_MOVED = "session_moved", "Séance déplacée"
    PERSON_REMOVED = "person_removed", "Fiche retirée"
    TOO_LATE = "too_late", "La séance a commencé avant l’envoi"


class TextKind(Vocabulary):
    """Which text is read: a confirmation has three, by what she was told before."""

    CONFIRMATION = "confirmation", "Confirmation"
    PROMOTION = "promotion", "Place libérée"
    CHANGE = "change", "Changement de date ou de lieu"
    REMINDER = "reminder", "Rappel, deux jours avant"
    CANCELLATION = "cancellation", "Annulation"


class Base(DeclarativeBase):
    """The tables of this service."""

    metadata = metadata()


class Person(Base):
    """How a beneficiary is reached, and whether she agreed. Either half may come first; a revision is None until its half came.

    `same_as` is the file that stands for this one since both were merged, as of `same_revision`. `erased_half`: the
    stream on which her erasure came already; after both, nothing names her any more and the row goes.
    """

    __tablename__ = "person"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    identity_revision: Mapped[int | None] = mapped_column(Integer)
    family_name: Mapped[str | None] = mapped_column(String(200))
    given_name: Mapped[str | None] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(CODE, default=Language.FR.value)
    channel: Mapped[str] = mapped_column(CODE, default=ContactChannel.SMS.value)
    consent_revision: Mapped[int | None] = mapped_column(Integer)
    agrees: Mapped[bool | None] = mapped_column(Boolean)
    removed: Mapped[bool] = mapped_column(Boolean, default=False)
    forgotten: Mapped[bool] = mapped_column(Boolean, default=False)
    same_as: Mapped[uuid.UUID | None] = mapped_column(index=True)
    same_revision: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    erased_half: Mapped[str | None] = mapped_column(String(10))

    @property
    def gone(self) -> bool:
        """Whether her file was taken away: nothing more is sent to her."""
        return self.removed or self.forgotten

    @property
    def full_name(self) -> str:
        """Her name on a page for staff."""
        return " ".join(part for part in (self.given_name, self.family_name) if part) or "Personne sans nom ici"

    def forget(self) -> None:
        """Drop the name and the addresses for good: a later description is ignored."""
        self.family_name = self.given_name = self.phone = self.email = None
        self.forgotten = True


class WorkshopSession(Base):
    """A dated session. `turn` counts how often it was moved, changed place or was put on again: each turn is told anew."""

    __tablename__ = "workshop_session"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(200))
    venue: Mapped[str | None] = mapped_column(String(200))
    zone: Mapped[str] = mapped_column(String(100))
    starts_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(CODE)
    turn: Mapped[int] = mapped_column(Integer, default=0)

    def turns_with(self, *, starts_at: dt.datetime, venue: str | None, state: str) -> bool:
        """Whether this new description must be told to those who hold a seat."""
        put_on_again = self.state == WorkshopSessionState.ANNULEE and state == WorkshopSessionState.PLANIFIEE
        elsewhere = self.venue is not None and venue is not None and venue != self.venue
        return put_on_again or elsewhere or starts_at != self.starts_at


class Seat(Base):
    """Where a person stands in a session. `placed`: she was promised a seat; `promoted`: after having waited for it."""

    __tablename__ = "seat"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(Integer)
    session_id: Mapped[uuid.UUID] = mapped_column(index=True)
    beneficiary_id: Mapped[uuid.UUID] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(CODE)
    changed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    walk_in: Mapped[bool] = mapped_column(Boolean)
    waited: Mapped[bool] = mapped_column(Boolean, default=False)
    promoted: Mapped[bool] = mapped_column(Boolean, default=False)
    placed: Mapped[bool] = mapped_column(Boolean, default=False)
    seated_turn: Mapped[int | None] = mapped_column(Integer)

    def become(self, state: SeatState, turn: int | None) -> None:
        """Take a new state; `turn` is the session's, None while the session is not known."""
        if state == SeatState.INSCRIT and not self.placed:
            self.placed, self.promoted, self.seated_turn = True, self.waited, turn
        if state in (SeatState.LISTE_ATTENTE, SeatState.OFFRE_EN_COURS):
            self.waited, self.placed = True, False
        elif state not in (SeatState.INSCRIT, SeatState.A_RENSEIGNER, SeatState.ANNULE_SERVICE):
            self.waited = self.placed = False
        self.state = state.value

    def kinds(self, session: WorkshopSession) -> frozenset[MessageKind]:
        """The messages that this seat calls for, whatever the hour."""
        if self.walk_in or not self.placed:
            return frozenset()
        if session.state == WorkshopSessionState.ANNULEE:
            return frozenset({MessageKind.CANCELLATION})
        if session.state == WorkshopSessionState.PLANIFIEE and self.state == SeatState.INSCRIT:
            return frozenset({MessageKind.CONFIRMATION, MessageKind.REMINDER})
        return frozenset()


class Message(Base):
    """One line of the ledger. `text` and `address` are what was handed to the sender, blanked when the person is forgotten."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("kind", "seat_id", "starts_at", "turn"),
        Index("ix_message_state_due_at", "state", "due_at"),
        Index("ix_message_created_at_id", "created_at", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    kind: Mapped[str] = mapped_column(CODE)
    seat_id: Mapped[uuid.UUID] = mapped_column(index=True)
    session_id: Mapped[uuid.UUID] = mapped_column(index=True)
    beneficiary_id: Mapped[uuid.UUID] = mapped_column(index=True)
    starts_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    turn: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(CODE, default=MessageState.PLANNED.value)
    reason: Mapped[str | None] = mapped_column(CODE)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    claimed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    changed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
    channel: Mapped[str | None] = mapped_column(CODE)
    language: Mapped[str | None] = mapped_column(CODE)
    parts: Mapped[int | None] = mapped_column(Integer)
    address: Mapped[str | None] = mapped_column(String(200))
    text: Mapped[str | None] = mapped_column(Text)

    def move_to(self, state: MessageState, at: dt.datetime, reason: Reason | None = None) -> None:
        """Enter a state. `sending` is not yet news: it keeps the revision."""
        self.state, self.reason, self.changed_at = state.value, reason.value if reason else None, at
        if state is not MessageState.SENDING:
            self.revision += 1
        if state in (MessageState.SENT, MessageState.CALLED):
            self.sent_at = at


class EditedText(Base):
    """A text that the association wrote in place of ours; placeholders in English, as in `texts.VARIABLES`."""

    __tablename__ = "edited_text"

    kind: Mapped[str] = mapped_column(CODE, primary_key=True)
    language: Mapped[str] = mapped_column(CODE, primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(Integer)
    changed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class MailboxItem(Base):
    """What would have been sent, in the modes where nothing really leaves. One per message at most."""

    __tablename__ = "mailbox_item"

    message_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    beneficiary_id: Mapped[uuid.UUID] = mapped_column(index=True)
    channel: Mapped[str] = mapped_column(CODE)
    address: Mapped[str | None] = mapped_column(String(200))
    text: Mapped[str | None] = mapped_column(Text)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
