"""An import that goes up a floor, or into a neighbor, breaks the build and says what to do instead."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, python_files

pytestmark = pytest.mark.slow


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the code alone."""
    for path in [*python_files("lakou", "services"), ROOT / "pyproject.toml"]:
        target = tmp_path / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    return tmp_path


def checked(tree: Path) -> tuple[int, str]:
    """What import-linter says of a tree, on one line."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run(['--no-cache'])"]
    done = subprocess.run(
        command, cwd=tree, capture_output=True, text=True, timeout=120, check=False, env={"PYTHONPATH": str(tree)}
    )
    return done.returncode, " ".join((done.stdout + done.stderr).split())


@pytest.mark.parametrize(
    ("file", "line", "advice"),
    [
        ("lakou/kernel/clock.py", "from lakou.portal import tokens", "what is above learns it by an event"),
        ("services/sessions/use_cases/workshops.py", "from services.enrollment.model import Program", "keep your own small copy"),
        ("services/sessions/storage/seats.py", "from services.sessions.use_cases import seats", "doors call use cases"),
    ],
    ids=["up a floor", "into a neighbor", "up a room"],
)
def test_a_forbidden_import_says_what_to_do(tree: Path, file: str, line: str, advice: str) -> None:
    path = tree / file
    path.write_text(f"{path.read_text()}\n{line}  # noqa\n")
    status, said = checked(tree)
    assert status == 1, said[-500:]
    assert advice in said
    assert file.removesuffix(".py").replace("/", ".") in said


def test_the_tree_as_it_is_keeps_every_floor(tree: Path) -> None:
    status, said = checked(tree)
    assert status == 0, said[-1000:]
