"""Each benchmark runs, at a tiny size; what it measures is nobody's business here."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.measuring import Line, beside, written
from benchmarks.running import SUBJECTS, lines_of, main
from tests.architecture.tree import ROOT

TINY = 0.01


@pytest.mark.parametrize("subject", [pytest.param(each, marks=pytest.mark.slow if each == "start" else ()) for each in SUBJECTS])
def test_each_subject_says_what_it_measured_and_beside_what(subject: str, tmp_path: Path) -> None:
    lines = lines_of(subject, tmp_path / subject, TINY)
    assert lines
    assert all(line.ours > 0 and line.theirs > 0 and line.what and line.beside for line in lines)


def test_the_table_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line("a thing", 10.0, "another", 4.0, "things/s")
    monkeypatch.setattr("benchmarks.running.lines_of", lambda *_: [line])
    done = CliRunner().invoke(main, ["outbox"])
    assert done.exit_code == 0, done.output
    assert all(words in done.output for words in ("outbox: a thing", "10 things/s", "another", "2.50"))


def test_both_sides_take_turns_and_the_best_round_counts() -> None:
    done: list[str] = []
    ours, theirs = beside(lambda: done.append("ours"), lambda: done.append("theirs"), 5, rounds=2)
    assert done == ["ours", "theirs"] * 2
    assert min(ours, theirs) > 0


def test_numbers_are_written_as_one_reads_them() -> None:
    assert (written(12345.6, "events/s"), written(2.3, "s")) == ("12,346 events/s", "2.3 s")


def test_every_subject_is_explained() -> None:
    page = (ROOT / "docs" / "benchmarks.md").read_text()
    assert [subject for subject in SUBJECTS if f"**{subject}**" not in page] == []
