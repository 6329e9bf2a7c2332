import re
import subprocess
import sys

from tests.architecture.tree import ROOT

TARGET = re.compile(r"^([a-z][\w-]*):(?!=)", re.MULTILINE)


def test_help_lists_every_target() -> None:
    told = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    listed = [line.split()[0] for line in told.splitlines() if line.startswith("  ")]
    assert listed == TARGET.findall((ROOT / "Makefile").read_text())


def test_make_alone_is_help() -> None:
    answers = [subprocess.run(["make", *goal], cwd=ROOT, capture_output=True).stdout for goal in ([], ["help"])]
    assert answers[0] == answers[1]


def test_a_run_of_faults_says_how_to_repeat_it_before_it_begins() -> None:
    here = [sys.executable, "-m", "pytest", "--collect-only", "tests/test_makefile.py", "--seed"]
    told = [subprocess.run([*here, seed], cwd=ROOT, check=True, capture_output=True, text=True).stdout for seed in ("new", "7")]
    assert re.search(r"^make faults SEED=\d+ repeats", told[0], re.MULTILINE)
    assert re.search(r"^make faults SEED=7 repeats", told[1], re.MULTILINE)
