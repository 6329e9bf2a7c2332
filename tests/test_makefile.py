import re
import subprocess

from tests.architecture.tree import ROOT

TARGET = re.compile(r"^([a-z][\w-]*):(?!=)", re.MULTILINE)


def test_help_lists_every_target() -> None:
    told = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    listed = [line.split()[0] for line in told.splitlines() if line.startswith("  ")]
    assert listed == TARGET.findall((ROOT / "Makefile").read_text())


def test_make_alone_is_help() -> None:
    answers = [subprocess.run(["make", *goal], cwd=ROOT, capture_output=True).stdout for goal in ([], ["help"])]
    assert answers[0] == answers[1]
