"""A program that the hub shares out is opened at the node, or joined by the one that has its code."""

import datetime as dt
from typing import Any

import pytest

from lakou.contracts.enrollment import ProgramDescribed
from lakou.contracts.reporting import CommonProgramOffered
from lakou.contracts.vocabulary import ProgramKind
from lakou.kernel.context import ServiceContext
from services.enrollment.model import Program
from services.enrollment.model.rules import ProgramIsCommon
from services.enrollment.storage import programs as storage
from services.enrollment.use_cases import programs
from tests.enrollment.doors import Doors
from tests.enrollment.factories import anyone, said

CODE = "inclusion-numerique"


def offer(**changed: Any) -> CommonProgramOffered:
    usual: dict[str, Any] = {
        "code": CODE,
        "name": "Inclusion Numérique",
        "kind": ProgramKind.BENEFICIARIES,
        "target": 40,
        "starts_on": dt.date(2026, 1, 1),
        "ends_on": None,
        "eligibility": "Femmes au RSA",
        "funder": "Banque des Territoires",
    }
    return CommonProgramOffered(**(usual | changed))


def adopt(context: ServiceContext, given: CommonProgramOffered) -> Program:
    with context.database.transaction() as db:
        programs.adopt(db, given)
    with context.database.reading() as db:
        found = storage.by_code(db, given.code)
    assert found is not None
    return found


def test_it_is_opened_and_told_to_the_other_services(context: ServiceContext) -> None:
    made = adopt(context, offer())
    assert (made.name, made.target, made.common, made.funder) == ("Inclusion Numérique", 40, True, "Banque des Territoires")
    (told,) = said(context, ProgramDescribed.type)
    assert (told["code"], told["target"], told["revision"]) == (CODE, 40, 1)


def test_a_program_of_ours_with_its_code_keeps_its_place_and_its_own_target(context: ServiceContext) -> None:
    ours = programs.open_program(context, {"code": CODE, "name": "Notre inclusion", "kind": "beneficiaries", "target": 12})
    made = adopt(context, offer(target=None))
    assert (made.id, made.name, made.target, made.common) == (ours.id, "Inclusion Numérique", 12, True)


def test_what_is_the_same_everywhere_changes_at_the_hub_alone(context: ServiceContext) -> None:
    made = adopt(context, offer())
    with pytest.raises(ProgramIsCommon):
        programs.change_program(context, made.id, {"name": "Autre nom"}, anyone)
    changed = programs.change_program(context, made.id, {"name": made.name, "target": 15}, anyone)
    assert changed.target == 15
    assert adopt(context, offer(name="Nouveau nom", target=None)).target == 15


def test_its_form_asks_only_what_is_ours_to_say(context: ServiceContext, doors: Doors) -> None:
    made = adopt(context, offer())
    page = doors.page(f"/programs/{made.id}/edit").text
    assert 'name="target"' in page
    assert 'name="name"' not in page
    assert 'name="starts_on"' not in page
