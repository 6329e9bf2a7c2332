"""Erasing from the pages: the consequences in numbers, a word to confirm, how far it got."""

import json
import subprocess
import sys
import uuid
from pathlib import Path

from lakou.contracts.notifications import NotificationsErasure
from lakou.contracts.reporting import ReportingErasure
from lakou.contracts.sessions import SessionsErasure
from lakou.kernel.settings import Settings
from lakou.node.catalog import ROOT
from lakou.node.federation import write_settings
from lakou.node.node import Node
from services.enrollment.use_cases import beneficiaries, erasing
from tests.enrollment.doors import Doors
from tests.enrollment.factories import person, some_id


def test_her_given_name_is_asked_for_and_the_page_tells_how_far_it_is(doors: Doors) -> None:
    her = person(doors.context, given_name="Éloïse", notes="Lit mieux sur papier")
    assert f'href="/enrollment/beneficiaries/{her.id}/erase"' in doors.page(f"/beneficiaries/{her.id}").text
    assert "1\N{NO-BREAK SPACE}note" in doors.page(f"/beneficiaries/{her.id}/erase").text
    refused = doors.send(f"/beneficiaries/{her.id}/erase", given_name="Elise")
    assert (refused.status_code, "Rien n’est encore effacé" in refused.text) == (400, True)
    done = doors.send(f"/beneficiaries/{her.id}/erase", given_name="eloise").headers["Location"]
    assert doors.ask("GET", done).text.count("En attente") == 3
    request = done.rsplit("/", 1)[-1]
    with doors.context.database.transaction() as db:
        found = erasing.get(db, uuid.UUID(request))
        for kind in (SessionsErasure, NotificationsErasure, ReportingErasure):
            event = kind(request_id=found.id, new_id=uuid.UUID(found.new_ids[0]))
            erasing.answered(db, event.request_id, kind.source, event.new_id)
    assert "Plus rien d’elle n’est gardé" in doors.ask("GET", done).text
    assert "Terminé" in doors.page("/erasures").text
    assert doors.page(f"/beneficiaries/{her.id}").status_code == 404


def test_nobody_is_erased_twice_nor_by_a_helper(doors: Doors) -> None:
    her = person(doors.context)
    doors.role = "helper"
    assert doors.page(f"/beneficiaries/{her.id}/erase").status_code == 403
    assert "Effacer sa fiche" not in doors.page(f"/beneficiaries/{her.id}").text
    doors.role = "coordinator"
    assert doors.post(f"/beneficiaries/{her.id}/erasure", {"confirmed": True}).status_code == 202
    assert doors.post(f"/beneficiaries/{her.id}/erasure", {"confirmed": True}).status_code == 404
    assert doors.get(f"/erasures/{some_id()}").status_code == 404
    assert len(doors.get("/erasures").get_json()["items"]) == 1


def test_an_answer_to_a_request_of_yesterday_s_backup_is_ignored(doors: Doors) -> None:
    with doors.context.database.transaction() as db:
        erasing.answered(db, some_id(), "sessions", some_id())
    assert doors.get("/erasures").get_json()["items"] == []


def lakou(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "ignore", "-c", "from lakou.cli import main; main()", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, input="n\n", timeout=60)


def test_from_the_command_line(tmp_path: Path) -> None:
    settings = Settings(name="martinique", port=0, data=tmp_path / "martinique")
    write_settings(settings, tmp_path / "martinique" / "node.toml")
    node = Node(settings)
    node.migrate()
    her = person(node.services["enrollment"].context, notes="Lit mieux sur papier")
    where = ["--node", "martinique", "--data", str(tmp_path)]
    tried = json.loads(lakou("erase", str(her.id), *where, "--dry-run", "--json").stdout)
    assert (tried["dry_run"], tried["held"]["notes"]) == (True, 1)
    assert lakou("erase", str(her.id), *where).returncode == 1
    with node.services["enrollment"].context.database.reading() as db:
        assert beneficiaries.get(db, her.id)
    done = lakou("erase", str(her.id), *where, "--yes", "--json")
    assert json.loads(done.stdout)["waiting"] == ["sessions", "notifications", "reporting"]
    ran = json.loads(lakou("retention", "run", *where, "--json").stdout)
    assert (ran["dry_run"], ran["noticed"], ran["months"]) == (False, [], 36)
