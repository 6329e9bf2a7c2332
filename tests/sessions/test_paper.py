"""What is printed, read back out of the PDF, and a sheet keyed in again."""

import datetime as dt
import uuid
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pytest

from lakou.contracts.enrollment import BeneficiaryDescribed
from lakou.contracts.vocabulary import AttendanceStatus, ContactChannel, Theme
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from lakou.kernel.problems import InvalidInput
from services.sessions import use_cases
from services.sessions.model import KnownPerson
from services.sessions.model.rules import NothingAttended, SessionCancelled, StillWaiting, TooEarly, UnknownBeneficiary
from services.sessions.paper import Heading, SheetLine, SignInSheet, drawn
from services.sessions.storage import seats
from tests.sessions.factories import (
    AFTER,
    DAYS_BEFORE,
    LE_LAMENTIN,
    NINE,
    fresh,
    make_context,
    make_people,
    make_person,
    make_session,
    recorded,
    seat_early,
    states,
)

ADDRESS = "https://martinique.example/sessions/workshop-sessions/8c2f7e0a-ed88-4a33-9e77-aa1a2b3c4d5e/keying"
TODAY = dt.date(2026, 3, 12)
PRESENT, EXCUSED, ABSENT = AttendanceStatus.PRESENT, AttendanceStatus.EXCUSE, AttendanceStatus.ABSENT
HEADING = Heading("Up & Space", "Ma boîte e-mail", "Jeudi 12 mars 2026, 9 h à 11 h", "Médiathèque", "Avec Mélissa Orvil", "10 mars")


@pytest.fixture
def context(tmp_path: Path) -> ServiceContext:
    return make_context(tmp_path)


def pages(pdf: bytes) -> list[str]:
    """The text of each page, on one line with plain spaces."""
    document = pypdfium2.PdfDocument(pdf)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def sheet(lines: Sequence[str]) -> SignInSheet:
    return SignInSheet(HEADING, ADDRESS, tuple(SheetLine(number, name) for number, name in enumerate(lines, 1)), (), 5)


def test_the_sheet_says_what_where_when_with_whom_and_whose_line_is_whose(context: ServiceContext) -> None:
    venue = use_cases.add_venue(context, name="Médiathèque Lou Roi-Damas", commune=LE_LAMENTIN, address="3 rue des Flamboyants")
    helper = use_cases.add_helper(context, name="Mélissa Orvil")
    session = make_session(context, capacity=2, venue_id=venue.id)
    use_cases.change_session(context, session.id, {"helper_ids": [helper.id]})
    seat_early(context, session, [make_person(context, "Éloïse", "Ñandú-Zébéo"), make_person(context, "Lòrans", "Kréyòl")])
    seat_early(context, session, [make_person(context, "Annick", "Ramsay")])
    with clock.at(DAYS_BEFORE):
        made = use_cases.sign_in_sheet(context, session.id, ADDRESS)
        (text,) = pages(drawn(made))
    for said in ("Up & Space", "Ma boîte e-mail, premiers pas", "Jeudi 12 mars 2026, 9 h à 11 h, heure de Martinique"):
        assert said in text
    assert "Médiathèque Lou Roi-Damas, 3 rue des Flamboyants, Le Lamentin Avec Mélissa Orvil" in text
    listed, waiting = text.split("Liste d’attente")
    assert "1 Éloïse Ñandú-Zébéo 2 Lòrans Kréyòl" in listed
    assert "3 Annick Ramsay" in waiting
    assert "page 1 sur 1" in text
    assert "0696" not in text


def test_a_long_sheet_repeats_its_titles_and_numbers_its_pages() -> None:
    text = pages(drawn(sheet([f"Personne numéro {number}" for number in range(1, 61)])))
    assert [f"page {number} sur {len(text)}" in page for number, page in enumerate(text, 1)] == [True] * len(text)
    assert len(text) == 4
    assert all("N° Prénom et nom Signature" in page for page in text[:3])
    assert all("Ma boîte e-mail" in page for page in text)


def test_a_name_too_long_for_its_line_is_cut_and_spoils_no_other(context: ServiceContext) -> None:
    (text,) = pages(drawn(sheet(["Marie-Antoinette " * 12, "Rosalie Marcin"])))
    assert "…" in text
    assert "2 Rosalie Marcin" in text


def test_the_code_on_the_sheet_is_really_drawn() -> None:
    image = pypdfium2.PdfDocument(drawn(sheet(["Rosalie Marcin"])))[0].render(scale=2).to_pil().convert("L")
    width, height = image.size
    corner = image.crop((int(width * 0.78), int(height * 0.04), int(width * 0.94), int(height * 0.155)))
    dark = sum(1 for value in corner.tobytes() if value < 100) / (corner.size[0] * corner.size[1])
    assert 0.25 < dark < 0.65


def test_a_cancelled_session_has_no_sheet(context: ServiceContext) -> None:
    session = make_session(context)
    use_cases.cancel_session(context, session.id, "Lieu fermé")
    with pytest.raises(SessionCancelled):
        use_cases.sign_in_sheet(context, session.id, ADDRESS)


def test_a_sheet_is_keyed_in_by_its_numbers_as_seen_at_the_end_of_the_session(context: ServiceContext) -> None:
    session = make_session(context, capacity=3)
    people = make_people(context, 4)
    seat_early(context, session, people)
    stranger = make_person(context, "Josette")
    with clock.at(NINE + dt.timedelta(days=2)):
        for _ in range(2):
            use_cases.key_in(context, session.id, {1: PRESENT, 2: EXCUSED, 3: ABSENT}, [stranger, people[3]])
    assert states(context, session) == ["present", "excuse", "absent", "present", "present"]
    with context.database.reading() as db:
        first = seats.of_session(db, session.id)[0]
    assert first.recorded_at == NINE + dt.timedelta(hours=2)
    told = [event for event in recorded(context, "sessions.seat.changed.v1") if event["state"] == "present"]
    assert len(told) == 3


def test_a_number_stays_the_same_when_somebody_before_it_gave_up(context: ServiceContext) -> None:
    session = make_session(context)
    held = seat_early(context, session, make_people(context, 3))
    with clock.at(DAYS_BEFORE):
        before = use_cases.sign_in_sheet(context, session.id, ADDRESS)
        use_cases.withdraw_seat(context, held[0].id)
        after = use_cases.sign_in_sheet(context, session.id, ADDRESS)
    assert before.listed[1:] == after.listed
    with clock.at(AFTER):
        use_cases.key_in(context, session.id, {3: PRESENT})
    assert states(context, session) == ["desiste", "inscrit", "present"]


def test_what_cannot_be_keyed_in_is_refused_by_name_and_nothing_is_kept(context: ServiceContext) -> None:
    session = make_session(context, capacity=1)
    seat_early(context, session, make_people(context, 2))
    with clock.at(AFTER):
        with pytest.raises(InvalidInput) as refused:
            use_cases.key_in(context, session.id, {1: PRESENT, 7: PRESENT})
        assert list(refused.value.errors) == ["marks.7"]
        with pytest.raises(StillWaiting):
            use_cases.key_in(context, session.id, {1: PRESENT, 2: ABSENT})
    assert states(context, session) == ["inscrit", "liste_attente"]
    with clock.at(DAYS_BEFORE), pytest.raises(TooEarly):
        use_cases.key_in(context, session.id, {1: PRESENT})


def attend(context: ServiceContext, person: uuid.UUID, status: AttendanceStatus, *, days: int = 0) -> None:
    session = make_session(context, starts_at=NINE + dt.timedelta(days=days))
    seat = seat_early(context, session, [person])[0]
    with clock.at(fresh(context, session).starts_at):
        use_cases.record_attendance(context, seat.id, status)


def test_a_certificate_holds_only_what_she_really_attended_and_sums_the_hours(context: ServiceContext) -> None:
    person = make_person(context)
    for days, status in ((0, PRESENT), (1, ABSENT), (2, EXCUSED), (3, PRESENT), (40, PRESENT)):
        attend(context, person, status, days=days)
    with clock.at(NINE + dt.timedelta(days=50)):
        for minutes in (45, 20):
            help_given = use_cases.give_support(
                context, date=TODAY, duration_minutes=minutes, themes=[Theme.SANTE], beneficiary_id=person
            )
        use_cases.withdraw_support(context, help_given.id)
        made = use_cases.certificate(context, person, TODAY, TODAY + dt.timedelta(days=30), place="Fort-de-France")
        without = use_cases.certificate(context, person, TODAY, TODAY + dt.timedelta(days=30), with_supports=False)
        text = " ".join(pages(drawn(made)))
    assert [each.minutes for each in made.attended] == [120, 45, 120]
    assert (made.minutes, without.minutes) == (285, 240)
    assert "Up & Space atteste que Rosalie Marcin" in text
    assert "En tout : 4 h 45, en 3 présences." in text
    assert "Fait à Fort-de-France, le 1er mai 2026" in text
    assert "Accompagnement individuel" in text
    assert "Santé" not in text


def test_there_is_no_certificate_of_nothing_nor_of_a_stranger(context: ServiceContext) -> None:
    person = make_person(context)
    attend(context, person, ABSENT)
    with clock.at(AFTER):
        with pytest.raises(NothingAttended):
            use_cases.certificate(context, person, TODAY, TODAY)
        with pytest.raises(UnknownBeneficiary):
            use_cases.certificate(context, uuid.uuid4(), TODAY, TODAY)
        with pytest.raises(InvalidInput) as refused:
            use_cases.certificate(context, person, TODAY, TODAY - dt.timedelta(days=1))
    assert list(refused.value.errors) == ["until"]


def test_the_day_on_a_certificate_is_that_of_the_place(context: ServiceContext) -> None:
    person = make_person(context)
    evening = dt.datetime(2026, 3, 13, 0, 30, tzinfo=dt.UTC)  # 20:30 on 12 March in Martinique
    seat = seat_early(context, session := make_session(context, starts_at=evening), [person])[0]
    with clock.at(fresh(context, session).starts_at):
        use_cases.record_attendance(context, seat.id, PRESENT)
        assert use_cases.certificate(context, person, TODAY, TODAY).attended[0].day == TODAY


def known(context: ServiceContext, name: str, **values: object) -> uuid.UUID:
    person = make_person(context, name)
    with context.database.transaction() as db:
        row = db.get(KnownPerson, person)
        assert row is not None
        for field, value in values.items():
            setattr(row, field, value)
    return person


def test_the_list_of_calls_names_those_whom_no_message_reaches_and_why(context: ServiceContext) -> None:
    session = make_session(context, capacity=6)
    reached = known(context, "Alice", agrees=True)
    by_mail = known(context, "Beryl", agrees=True, channel=ContactChannel.EMAIL.value, phone=None)
    people = [
        known(context, "Carmen", agrees=None),
        known(context, "Denise", agrees=False),
        known(context, "Elsa", agrees=True, channel=ContactChannel.APPEL.value),
        known(context, "Flore", agrees=True, phone="+596596000011"),
        known(context, "Gina", agrees=True, phone=None),
    ]
    seat_early(context, session, [reached, by_mail, *people])
    listed = use_cases.call_list(context, session.id)
    assert [(each.name.split()[0], each.why, each.state) for each in listed.callees] == [
        ("Carmen", "Accord jamais demandé", ""),
        ("Denise", "A refusé les messages", ""),
        ("Elsa", "Préfère qu’on l’appelle", ""),
        ("Flore", "Téléphone fixe", ""),
        ("Gina", "Aucun téléphone connu", "Attend une place"),
    ]
    text = " ".join(pages(drawn(listed)))
    assert "Carmen Marcin 0696 00 00 11 Accord jamais demandé" in text
    assert "Alice" not in text


def test_an_older_consent_does_not_come_back_and_goes_with_the_name(context: ServiceContext) -> None:
    from dataclasses import replace

    from services.sessions.use_cases import neighbors
    from tests.sessions.factories import beneficiary

    person = make_person(context)
    told: BeneficiaryDescribed = replace(beneficiary(person), revision=3, messages=True)
    with context.database.transaction() as db:
        neighbors.keep_beneficiary(db, told)
        neighbors.keep_beneficiary(db, replace(told, revision=2, messages=False))
        row = db.get(KnownPerson, person)
        assert row is not None
        assert (row.agrees, row.birth_year, row.commune) == (True, 1980, LE_LAMENTIN)
        neighbors.forget_person(db, person)
        assert (row.agrees, row.birth_year, row.commune) == (None, None, None)
