"""What enrollment said: kept by (id, revision), in whatever order it comes. These functions never commit."""

import uuid

from sqlalchemy import select

from lakou.contracts.enrollment import (
    AttentionDescribed,
    BeneficiaryDescribed,
    BeneficiaryMerged,
    IdentityDescribed,
    MembershipReached,
    ProgramDescribed,
)
from lakou.contracts.vocabulary import SeatState, WorkshopSessionState
from lakou.kernel import clock
from lakou.kernel.db import Db
from lakou.kernel.streams import Batch
from lakou.kernel.writing import fetch
from services.sessions.model import KnownAttention, KnownMembership, KnownPerson, KnownProgram, Seat, WorkshopSession
from services.sessions.storage import people, planning, seats
from services.sessions.use_cases.balance import settle
from services.sessions.use_cases.seating import leave

HOLDS_OR_WAITS = (SeatState.INSCRIT.value, SeatState.OFFRE_EN_COURS.value, SeatState.LISTE_ATTENTE.value)


def read_ahead(db: Db, batch: Batch) -> None:
    """What a batch will need, in one query."""
    people = [event for event, _ in batch if isinstance(event, IdentityDescribed | BeneficiaryDescribed)]
    fetch(db, KnownPerson, {event.beneficiary_id for event in people})


def keep_identity(db: Db, event: IdentityDescribed) -> None:
    """Her name and phone, for lists."""
    person = _person(db, event.beneficiary_id)
    if not person.removed and event.revision > person.revision:
        person.revision = event.revision
        person.call(event.family_name, event.given_name, event.phone)
        person.channel = event.channel.value


def keep_beneficiary(db: Db, event: BeneficiaryDescribed) -> None:
    """That she has a file, even before her name comes; whether we may write to her, and what tells her from a namesake."""
    person = _person(db, event.beneficiary_id)
    if not person.removed and event.revision > person.codes_revision:
        person.codes_revision, person.agrees = event.revision, event.messages
        person.birth_year, person.birth_date, person.commune = event.birth_year, event.birth_date, event.commune[:5]


def forget_person(db: Db, beneficiary_id: uuid.UUID) -> None:
    """Her name is wiped, and the seats she held in sessions to come go to those who wait."""
    _person(db, beneficiary_id).forget()
    db.flush()
    release_seats(db, beneficiary_id)


def release_seats(db: Db, beneficiary_id: uuid.UUID) -> None:
    """The seats that she holds or waits for in sessions to come go to those who wait."""
    query = (
        select(WorkshopSession.id)
        .join(Seat, Seat.session_id == WorkshopSession.id)
        .where(Seat.beneficiary_id == beneficiary_id, Seat.state.in_(HOLDS_OR_WAITS))
        .where(WorkshopSession.starts_at > clock.now(), WorkshopSession.state != WorkshopSessionState.ANNULEE.value)
    )
    for session_id in sorted(db.scalars(query)):
        session = planning.locked(db, session_id)
        seat = seats.of_person(db, session_id, beneficiary_id)
        if seat is not None and seat.state in HOLDS_OR_WAITS:
            leave(db, seat, by="")
            settle(db, session)


def merge_person(db: Db, event: BeneficiaryMerged) -> None:
    """Which file stands for this one. Her seats stay where they are: who reads them finds one person."""
    person = _person(db, event.beneficiary_id)
    if event.revision > person.same_revision:
        person.same_revision, person.same_as = event.revision, event.into


def keep_program(db: Db, event: ProgramDescribed) -> None:
    """Its name, for lists."""
    program = db.get(KnownProgram, event.program_id)
    if program is None:
        program = KnownProgram(program_id=event.program_id, revision=0, code="", name="")
        db.add(program)
    if event.revision > program.revision:
        program.revision, program.code, program.name = event.revision, event.code, event.name


def keep_membership(db: Db, event: MembershipReached) -> None:
    """Where a helper stands in a program; structures are nothing of ours."""
    if event.helper_id is None:
        return
    kept = db.get(KnownMembership, event.enrollment_id)
    if kept is None:
        kept = KnownMembership(enrollment_id=event.enrollment_id, revision=0)
        db.add(kept)
    if event.revision > kept.revision:
        kept.revision, kept.helper_id, kept.program_id = event.revision, event.helper_id, event.program_id
        kept.stage, kept.day = event.stage.value, event.day


def keep_attention(db: Db, event: AttentionDescribed) -> None:
    """What the page of the day shows of it."""
    kept = db.get(KnownAttention, people.ONLY)
    if kept is None:
        kept = KnownAttention(number=people.ONLY, revision=0, counts={}, first=[])
        db.add(kept)
    if event.revision > kept.revision:
        kept.revision, kept.counts = event.revision, event.counts
        first = zip(event.reasons, event.subjects, event.days, strict=False)
        kept.first = [[reason.value, str(subject), str(days)] for reason, subject, days in first]


def _person(db: Db, beneficiary_id: uuid.UUID) -> KnownPerson:
    person = db.get(KnownPerson, beneficiary_id)
    if person is None:
        person = KnownPerson(beneficiary_id=beneficiary_id, revision=0, same_revision=0, removed=False)
        db.add(person)
    return person
