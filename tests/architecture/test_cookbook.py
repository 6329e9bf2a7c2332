"""The recipes of docs/cookbook.md are diffs that apply to this tree, keep its style and pass the tests that they bring."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, copy_to

RECIPES = sorted((ROOT / "docs" / "cookbook").glob("*.diff"))
REFRESH = "see the end of docs/cookbook.md for how to write it anew"

pytestmark = pytest.mark.slow


def run(tree: Path, *command: str) -> str:
    """What a command prints in the copy. The copy's own code comes first on the path."""
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}\n{REFRESH}"
    return done.stdout


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    copy_to(tmp_path)
    return tmp_path


def test_there_is_a_recipe_for_a_field_an_event_and_a_page() -> None:
    assert [path.stem for path in RECIPES] == ["event", "field", "page"]
    text = (ROOT / "docs" / "cookbook.md").read_text()
    assert all(f"(cookbook/{path.name})" in text for path in RECIPES)


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda path: path.stem)
def test_a_recipe_applies_and_works(recipe: Path, tree: Path) -> None:
    run(tree, "git", "apply", "--verbose", str(recipe))
    written = re.findall(r"^\+\+\+ b/(.+)$", recipe.read_text(), re.MULTILINE)
    code = [name for name in written if name.endswith(".py") and "/migrations/" not in name]
    run(tree, sys.executable, "-m", "ruff", "format", "--check", *code)
    run(tree, sys.executable, "-m", "ruff", "check", *code)
    tests = [name for name in code if "/test_" in name]
    assert tests, "a recipe brings its tests"
    passed = run(tree, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests)
    assert re.search(r"\d+ passed", passed)
