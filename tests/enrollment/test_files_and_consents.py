"""A file, what she accepts, and what the other services hear of it."""

import datetime as dt
import json

import pytest

from lakou.contracts.enrollment import BeneficiaryDescribed, IdentityDescribed
from lakou.kernel.context import ServiceContext
from lakou.kernel.problems import InvalidInput, NotFound
from services.enrollment.storage import beneficiaries as storage
from services.enrollment.use_cases import beneficiaries
from tests.enrollment.factories import BY, TODAY, anyone, person, said, some_id


def consent(context: ServiceContext, beneficiary_id: object, purpose: str, given: bool) -> None:
    answer = {"purpose": purpose, "given": given, "channel": "oral", "on": None}
    beneficiaries.note_consent(context, beneficiary_id, answer, BY, anyone)  # type: ignore[arg-type]


def test_registering_tells_codes_on_local_and_names_on_identity(context: ServiceContext) -> None:
    known = person(context, phone="0696001234", email="Rosalie@Exemple.fr", notes="garde d’enfant", gender="feminin")
    local, identity = said(context, BeneficiaryDescribed.type), said(context, IdentityDescribed.type)
    assert [(each["beneficiary_id"], each["revision"], each["_stream"]) for each in local] == [(str(known.id), 1, "local")]
    assert [(each["family_name"], each["phone"], each["_stream"]) for each in identity] == [("Marcin", "+596696001234", "identity")]


def test_nothing_personal_is_said_on_local(context: ServiceContext) -> None:
    known = person(context, phone="0696001234", email="rosalie@exemple.fr", notes="garde d’enfant")
    consent(context, known.id, "messages", True)
    told = json.dumps([each for each in said(context) if each["_stream"] == "local"], ensure_ascii=False).casefold()
    assert not [word for word in ("marcin", "rosalie", "0012", "exemple", "garde") if word in told]
    assert "garde" not in json.dumps(said(context), ensure_ascii=False)


def test_consents_given_refused_and_not_asked_are_three_things(context: ServiceContext) -> None:
    asked = [
        {"purpose": "statistics", "given": False, "channel": "paper", "on": "2026-11-02"},
        {"purpose": "sharing:caf", "given": True},
    ]
    known = person(context, consents=asked)
    described = said(context, BeneficiaryDescribed.type)[-1]
    assert (described["statistics"], described["messages"]) == (False, None)
    with context.database.reading() as db:
        kept = {each.purpose: each for each in storage.consents(db, known.id)}
    assert (kept["statistics"].on, kept["statistics"].channel) == (dt.date(2026, 11, 2), "paper")
    assert (kept["sharing:caf"].on, kept["sharing:caf"].channel, kept["sharing:caf"].given) == (TODAY, "oral", True)


def test_the_last_consent_holds_and_the_others_stay_in_the_register(context: ServiceContext) -> None:
    known = person(context, consents=[{"purpose": "messages", "given": True}])
    consent(context, known.id, "messages", False)
    with context.database.reading() as db:
        assert [each.given for each in storage.consents(db, known.id)] == [False]
        assert [each.given for each in storage.consent_trail(db, known.id)] == [False, True]
    assert [(each["revision"], each["messages"]) for each in said(context, BeneficiaryDescribed.type)] == [(1, True), (2, False)]


def test_a_consent_cannot_be_of_tomorrow(context: ServiceContext) -> None:
    with pytest.raises(InvalidInput) as raised:
        person(context, consents=[{"purpose": "messages", "given": True, "on": "2026-11-23"}])
    assert list(raised.value.errors) == ["consents.0.on"]


def test_a_consent_of_nobody_is_not_noted(context: ServiceContext) -> None:
    with pytest.raises(NotFound):
        consent(context, some_id(), "messages", True)


@pytest.mark.parametrize(
    ("birth", "field"),
    [
        ({"birth_year": 2027}, "birth_year"),
        ({"birth_year": 1915}, "birth_year"),
        ({"birth_year": ...}, "birth_year"),
        ({"birth_year": ..., "birth_date": "2026-11-23"}, "birth_date"),
        ({"birth_year": ..., "birth_date": "1916-11-21"}, None),
        ({"birth_year": ..., "birth_date": "1915-11-21"}, "birth_date"),
        ({"birth_year": 1983, "birth_date": "1984-01-01"}, "birth_year"),
    ],
)
def test_an_impossible_birth_names_its_field(context: ServiceContext, birth: dict[str, object], field: str | None) -> None:
    if field is None:
        assert person(context, **birth).birth_year == 1916
        return
    with pytest.raises(InvalidInput) as raised:
        person(context, **birth)
    assert list(raised.value.errors) == [field]


def test_saint_martin_has_one_code_and_people_may_live_anywhere_in_france(context: ServiceContext) -> None:
    assert person(context, commune="97127").commune == "97801"
    assert person(context, given_name="Edwige", commune="75056").commune == "75056"


@pytest.mark.parametrize("written", ["0696 00 12 34", "696001234", "+596 696 00 12 34", "00596696001234", "06.96.00.12.34"])
def test_a_phone_is_kept_in_one_form(context: ServiceContext, written: str) -> None:
    assert person(context, phone=written).phone == "+596696001234"


def test_another_year_takes_the_place_of_the_date(context: ServiceContext) -> None:
    known = person(context, birth_year=..., birth_date="1984-03-01")
    changed = beneficiaries.change(context, known.id, {"birth_year": 1985}, anyone)
    assert (changed.birth_year, changed.birth_date) == (1985, None)


def test_a_change_is_told_on_both_streams_with_the_next_revision(context: ServiceContext) -> None:
    known = person(context)
    beneficiaries.change(context, known.id, {"phone": "+596696001234"}, anyone)
    assert [each["revision"] for each in said(context, BeneficiaryDescribed.type)] == [1, 2]
    assert said(context, IdentityDescribed.type)[-1]["phone"] == "+596696001234"


def test_people_are_found_by_the_beginning_of_any_name_by_year_and_by_number(context: ServiceContext) -> None:
    person(context, family_name="Ozier-Lafontaine", given_name="Aurélie", birth_year=1974, phone="0696001000")
    person(context, family_name="Beaubrun", given_name="Océane", birth_year=1983)
    for query, expected in (
        ("laf aur", 1),
        ("ocea", 1),
        ("1983", 1),
        ("001000", 1),
        ("0696 00 10 00", 1),
        ("zz", 0),
        ("", 2),
        ("eane", 0),
    ):
        with context.database.reading() as db:
            found, _ = storage.search(db, query=query)
        assert len(found) == expected, query


def test_a_long_list_is_read_page_by_page_and_nobody_is_left_out(context: ServiceContext) -> None:
    for number in range(7):
        person(context, family_name=f"Nom{'abcdefg'[number]}{number * 11}", given_name=f"Prénom{number * 111}")
    seen, after = [], None
    for _ in range(3):
        with context.database.reading() as db:
            found, after = storage.search(db, after=after, limit=3)
        seen += [each.folded for each in found]
    assert (len(seen), seen, after) == (7, sorted(seen), None)
