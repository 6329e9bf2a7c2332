"""A change that nobody should make is made to a copy of the tree: the checks refuse it, and say what to do instead.

An import across floors is tried in test_floors.py.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import copy_to

pytestmark = [pytest.mark.slow, pytest.mark.long]

PERSONAL = '''

@event("sessions.helper.described", stream=Stream.LOCAL)
class HelperDescribed(Event):
    """A helper."""

    helper_id: uuid.UUID
    {field}
'''
SETTING = (
    "lakou/kernel/settings.py",
    "    demo: bool = False\n",
    "    shiny: bool = False\n{sentence}    demo: bool = False\n",
)
DISK = "        self.disk_free = Gauge("
SHINE = '        self.shine = Gauge("lakou_shine", "How much it shines", registry=registry)\n'
METRIC = ("lakou/kernel/metrics.py", DISK, SHINE + DISK)
SHINING = '''

@ROUTES.page("GET", "/shine", roles=frozenset({"helper"}))
def shine(call: Call) -> Response:
    """Shines."""
    return call.redirect("/")
'''
ROUTE = ("services/sessions/pages/week.py", None, SHINING)
DOCUMENTS = "tests/contracts/test_published.py::test_the_documents_are_current"

Edit = tuple[str, str | None, str]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    copy_to(tmp_path)
    return tmp_path


def change(tree: Path, *edits: Edit) -> None:
    """Replace a text by another; at the end of the file when there is none to replace."""
    for name, old, new in edits:
        text = (tree / name).read_text()
        assert old is None or old in text, f"{name} no longer holds {old!r}: mend this test"
        (tree / name).write_text(text + new if old is None else text.replace(old, new, 1))


def refused(tree: Path, *tests: str) -> str:
    """What the tests say of the copy, which they must refuse."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode not in (0, 5), done.stdout[-2000:]
    return done.stdout + done.stderr


@pytest.mark.parametrize("field", ["email: str", "tag: str = personal()"])
def test_a_personal_field_on_local(tree: Path, field: str) -> None:
    line = ("lakou/contracts/sessions.py", "import Event, Stream, event", "import Event, Stream, event, personal")
    change(tree, line, ("lakou/contracts/sessions.py", None, PERSONAL.format(field=field)))
    said = refused(tree, DOCUMENTS)
    assert "sessions.helper.described.v1 would carry personal data on a stream that must not" in said
    assert "Put them on an event of Stream.IDENTITY" in said


def test_a_field_that_is_taken_away(tree: Path) -> None:
    change(tree, ("lakou/contracts/sessions.py", "    walk_in: bool\n", ""))
    said = refused(tree, "tests/contracts/test_published.py", "-k", "only_ever_widened")
    assert "walk_in: removed or renamed" in said
    assert "declare a new one with version=2" in said


def test_a_setting_without_a_sentence(tree: Path) -> None:
    name, old, new = SETTING
    change(tree, (name, old, new.format(sentence="")))
    said = refused(tree, DOCUMENTS)
    assert "shiny: write a sentence in quotes below it in lakou/kernel/settings.py, then run make contracts" in said


def test_a_setting_a_metric_and_a_route_that_no_document_has(tree: Path) -> None:
    name, old, new = SETTING
    change(tree, (name, old, new.format(sentence='    """Whether it shines."""\n')), METRIC, ROUTE)
    said = refused(tree, DOCUMENTS)
    for document in ("settings.md", "metrics.md", "access.md"):
        assert document in said
    assert "run make contracts, and commit what it wrote" in said


def test_a_route_that_names_nobody(tree: Path) -> None:
    name, old, new = ROUTE
    change(tree, (name, old, new.replace(', roles=frozenset({"helper"})', "")))
    assert "missing 1 required keyword-only argument: 'roles'" in refused(tree, DOCUMENTS)


def test_a_door_that_is_open_to_all(tree: Path) -> None:
    name, old, new = ROUTE
    change(tree, (name, old, new.replace('frozenset({"helper"})', 'frozenset({"public"})')))
    assert "a new public door must be meant: add it here" in refused(tree, "tests/node/test_who_may_pass.py", "-k", "public")
