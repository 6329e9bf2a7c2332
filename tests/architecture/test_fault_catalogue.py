"""docs/faults.md promises a test for each fault, or says why there is none: the promise is kept true."""

import re

from tests.architecture.tree import ROOT

PAGE = ROOT / "docs" / "faults.md"
ROW = re.compile(r"^\| (F\d+) \| (.+?) \| (.+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
FAULTS = [f"F{number}" for number in range(1, 41)]


def test_every_fault_of_the_catalogue_has_its_row() -> None:
    assert [name for name, _, _ in ROW.findall(PAGE.read_text())] == FAULTS


def test_every_row_names_a_test_or_says_that_there_is_none() -> None:
    silent = [name for name, _, tried in ROW.findall(PAGE.read_text()) if not TEST.search(tried) and "Not yet" not in tried]
    assert not silent, f"These rows of {PAGE.name} name no test, and do not say « Not yet »: {silent}"


def test_every_test_that_the_page_names_exists() -> None:
    named = set(TEST.findall(PAGE.read_text()))
    missing = sorted(f"{path}::{name}" for path, name in named if not _defines(path, name))
    assert named
    assert not missing, "docs/faults.md names tests that do not exist:\n  " + "\n  ".join(missing)


def _defines(path: str, name: str) -> bool:
    file = ROOT / path
    return file.exists() and f"def {name}(" in file.read_text()
