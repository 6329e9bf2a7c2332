"""The way to autonomy: what may be noted, in which order, and what is told."""

import datetime as dt
from typing import Any

import pytest

from lakou.contracts.enrollment import AssessmentMade
from lakou.kernel.context import ServiceContext
from tests.enrollment.doors import Doors
from tests.enrollment.factories import TODAY, person, program, said, some_id


def assess(doors: Doors, who: Any, stage: str, status: int = 201, **given: Any) -> dict[str, Any]:
    body = {"beneficiary_id": str(who.id), "stage": stage, **given}
    answer = doors.post("/assessments", body)
    assert answer.status_code == status, answer.text
    return answer.json or {}


def test_a_way_is_noted_and_told_without_its_remark(doors: Doors, context: ServiceContext) -> None:
    her, course = person(context), program(context)
    inside: dict[str, Any] = {"program_id": str(course.id)}
    made = assess(
        doors, her, "entry", level="entierement_accompagne", pix={"information": 1}, remark="Ne lit pas l’écran", **inside
    )
    assert (made["on"], made["noted_by"], made["pix"]) == (str(TODAY), "Mélissa Orvil", {"information": 1})
    assess(doors, her, "progress", level="partiellement_autonome", **inside)
    assess(doors, her, "progress", level="partiellement_autonome", **inside)
    assess(doors, her, "exit", level="autonome", situation="recherche_emploi", **inside)
    told = said(context, AssessmentMade.type)
    assert [(each["stage"], each["level"]) for each in told][::3] == [("entry", "entierement_accompagne"), ("exit", "autonome")]
    assert "écran" not in str(told)
    listed = doors.get(f"/assessments?program_id={course.id}&stage=progress").json or {}
    assert len(listed["items"]) == 2


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"stage": "entry"}, "level"),
        ({"stage": "follow_up_3"}, "situation"),
        ({"stage": "follow_up_3", "situation": "emploi"}, "stage"),
        ({"stage": "entry", "level": "expert"}, "level"),
        ({"stage": "later", "level": "autonome"}, "stage"),
        ({"stage": "entry", "level": "autonome", "pix": {"information": 9}}, "pix"),
        ({"stage": "entry", "level": "autonome", "pix": {"magie": 1}}, "pix"),
        ({"stage": "entry", "level": "autonome", "on": "2026-11-23"}, "on"),
        ({"stage": "entry", "level": "autonome", "program_id": str(some_id())}, "program_id"),
        ({"stage": "entry", "level": "autonome", "remark": "x" * 501}, "remark"),
    ],
)
def test_what_makes_no_sense_is_told_field_by_field(
    doors: Doors, context: ServiceContext, given: dict[str, Any], field: str
) -> None:
    answer = doors.post("/assessments", {"beneficiary_id": str(person(context).id), **given})
    assert answer.status_code == 400, answer.text
    assert any(name.startswith(field) for name in (answer.json or {})["errors"])


def test_one_entry_and_one_exit_in_a_program_in_their_order(doors: Doors, context: ServiceContext) -> None:
    her, course = person(context), program(context)
    inside: dict[str, Any] = {"program_id": str(course.id), "level": "autonome"}
    first = assess(doors, her, "entry", **inside)
    refused = assess(doors, her, "entry", 409, **inside)
    assert refused["assessment"] == first["id"]
    assess(doors, her, "entry", level="autonome")  # outside of any program
    assert "on" in assess(doors, her, "exit", 400, **inside, on=str(TODAY - dt.timedelta(days=1)))["errors"]
    assess(doors, her, "exit", **inside)
    follow: dict[str, Any] = {"program_id": str(course.id), "situation": "emploi"}
    assert assess(doors, her, "follow_up_3", **follow)["level"] is None


def test_a_mistake_is_corrected_or_taken_back(doors: Doors, context: ServiceContext) -> None:
    her = person(context)
    made = assess(doors, her, "entry", level="autonome")
    path = f"/assessments/{made['id']}"
    changed = doors.patch(path, {"level": "entierement_accompagne"}, headers={"If-Match": '"1"'})
    assert (changed.json or {})["revision"] == 2
    assert doors.patch(path, {"level": "autonome"}, headers={"If-Match": '"1"'}).status_code == 412
    assert doors.patch(path, {"level": None}).status_code == 400
    assert doors.patch(path, {"stage": "exit"}).status_code == 400
    doors.patch(path, {"withdrawn": True})
    assert said(context, AssessmentMade.type)[-1]["withdrawn"] is True
    assess(doors, her, "entry", level="autonome")
    assert doors.patch(path, {"withdrawn": False}).status_code == 409


def test_her_page_shows_the_way_and_what_is_to_be_asked(doors: Doors, context: ServiceContext) -> None:
    her, course = person(context), program(context)
    path = f"/beneficiaries/{her.id}"
    assert "Aucune étape notée" in doors.page(path).text
    form = doors.page(f"{path}/assessments/new").text
    assert 'value="entry" checked' in form
    for number in (400, 250):
        stage = "entry" if number == 400 else "exit"
        day = str(TODAY - dt.timedelta(days=number))
        typed = {
            "stage": stage,
            "level": "autonome",
            "program_id": str(course.id),
            "on": day,
            "pix_contenus": "4",
            "remark": "Seule",
        }
        assert doors.send(f"{path}/assessments", **typed).status_code == 303
    assert doors.send(f"{path}/assessments", stage="exit", level="autonome", program_id=str(course.id)).status_code == 409
    wrong = doors.send(f"{path}/assessments", stage="progress")
    assert (wrong.status_code, 'id="level-e"' in wrong.text) == (400, True)
    page = doors.page(path).text
    assert '<svg class="chart" height="250"' in page
    assert "4 sur 8" in page
    assert page.count("Ses nouvelles sont à prendre") == 2
    made = (doors.get(f"/assessments?beneficiary_id={her.id}&stage=exit").json or {})["items"][0]["id"]
    assert doors.send(f"{path}/assessments/{made}/withdraw").status_code == 303
    assert "Ses nouvelles sont à prendre" not in doors.page(path).text
