import re
from pathlib import Path

from tests.architecture.tree import ROOT, shown, source_files

HOMES = "|".join(["work", "root", r"home/\w+", r"Users/\w+"])
PATH_OF_A_MACHINE = re.compile(rf"(?:^|[\s\"'`=:(,])/(?:{HOMES})/\w")
PRIVATE_KEY = re.compile("-----BEGIN [A-Z ]*" + "PRIVATE KEY-----")
PIN = re.compile(r"^[A-Za-z0-9][\w.-]*==[\w.!+-]+$")
TEST_TOOLS = ("pytest==", "mypy==", "ruff==", "playwright==", "hypothesis==")


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    found = _matches(PATH_OF_A_MACHINE)
    assert not found, "Say it relative to the repository, or make it a setting:\n  " + "\n  ".join(found)


def test_no_private_key_is_in_the_tree() -> None:
    found = _matches(PRIVATE_KEY)
    assert not found, "Revoke it and have the test or the operator make its own:\n  " + "\n  ".join(found)


def test_the_locks_hold_pins_and_nothing_else() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        lines = [line.partition("#")[0].strip() for line in (ROOT / name).read_text().splitlines()]
        strange = [line for line in lines if line and not PIN.match(line)]
        assert not strange, f"{name}: run make lock instead of editing it: {strange}"


def test_running_needs_no_test_tool() -> None:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    assert not [line for line in lines if line.startswith(TEST_TOOLS)]


def _matches(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{shown(path)}:{number}"
        for path in source_files()
        for number, line in enumerate(_text(path).splitlines(), start=1)
        if pattern.search(line)
    ]


def _text(path: Path) -> str:
    """Nothing for a picture and the like."""
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return ""
