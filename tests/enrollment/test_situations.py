"""Her social status, RSA and commune hold from a day on; a mistake is replaced, and keeps the day that was noted."""

from typing import Any

from werkzeug.test import TestResponse

from tests.enrollment.doors import Doors
from tests.enrollment.factories import person, said
from tests.enrollment.test_enrollment_pages import TYPED, went_to

TODAY = "2026-11-22"


def errors(answer: TestResponse) -> list[str]:
    assert answer.status_code == 400, answer.text
    return sorted((answer.json or {})["errors"])


def since(doors: Doors) -> Any:
    """What the others were told last."""
    return said(doors.context, "enrollment.beneficiary.described.v1")[-1]["situation_since"]


def test_a_situation_holds_from_the_day_on_which_it_is_changed(doors: Doors) -> None:
    path = f"/beneficiaries/{person(doors.context).id}"
    assert since(doors) is None
    doors.patch(path, {"rsa": "non"})
    assert since(doors) == TODAY
    doors.patch(path, {"rsa": "oui", "situation_since": "2026-06-01"})
    assert since(doors) == "2026-06-01"
    assert (doors.get(path).json or {})["situation_since"] == "2026-06-01"


def test_what_is_no_part_of_the_situation_does_not_date_it(doors: Doors) -> None:
    path = f"/beneficiaries/{person(doors.context).id}"
    doors.patch(path, {"email": "a@exemple.fr", "rsa": "non_communique"})
    doors.post(f"{path}/consents", {"purpose": "messages", "given": True})
    assert since(doors) is None


def test_a_mistake_keeps_the_day_that_was_noted(doors: Doors) -> None:
    path = f"/beneficiaries/{person(doors.context).id}"
    doors.patch(path, {"commune": "97213", "situation_corrected": True})
    assert since(doors) is None
    doors.patch(path, {"rsa": "non", "situation_since": "2026-06-01"})
    doors.patch(path, {"rsa": "oui", "situation_corrected": True})
    assert since(doors) == "2026-06-01"


def test_a_situation_does_not_begin_tomorrow_nor_at_a_first_registration(doors: Doors) -> None:
    path = f"/beneficiaries/{person(doors.context).id}"
    assert errors(doors.patch(path, {"rsa": "non", "situation_since": "2026-11-23"})) == ["situation_since"]
    new = {"family_name": "A", "given_name": "B", "birth_year": 1980, "commune": "97209", "situation_since": "2026-01-01"}
    assert errors(doors.post("/beneficiaries", new)) == ["situation_since"]


def test_the_form_asks_whether_it_is_new_or_was_a_mistake(doors: Doors) -> None:
    known = person(doors.context, **{"rsa": "oui"})
    page = doors.page(f"/beneficiaries/{known.id}/edit").text
    assert "C’était une erreur" in page
    assert "C’était une erreur" not in doors.page("/beneficiaries/new").text
    change = TYPED | {"rsa": "non", "revision": "1", "situation": "changed", "situation_since": "2026-10-01"}
    went_to(doors.send(f"/beneficiaries/{known.id}/edit", **change))
    assert since(doors) == "2026-10-01"
    mistake = TYPED | {"rsa": "oui", "revision": "2", "situation": "corrected", "situation_since": ""}
    went_to(doors.send(f"/beneficiaries/{known.id}/edit", **mistake))
    assert since(doors) == "2026-10-01"
    tomorrow = TYPED | {"rsa": "non", "revision": "3", "situation": "changed", "situation_since": "2026-12-01"}
    refused = doors.send(f"/beneficiaries/{known.id}/edit", **tomorrow)
    assert refused.status_code == 400
    assert "Depuis le" in refused.text
