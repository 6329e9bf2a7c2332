"""What the documents tell people to type exists: make targets, `lakou` commands and their options, files."""

import functools
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.tree import ROOT, shown, source_files

PAGES = [path for path in source_files() if path.suffix == ".md" and "mockups" not in path.parts]
FENCE = re.compile(r"^```(?:sh|console|)\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`((?:\.venv/bin/)?lakou [^`]+|make [a-z-]+[^`]*)`")
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def commands(page: Path) -> Iterator[str]:
    """Every command line of a page, without its remark and its prompt."""
    text = page.read_text()
    for block in FENCE.findall(text):
        for line in block.splitlines():
            bare = re.sub(r"\s+#.*$", "", line).strip().removeprefix("$ ")
            if re.match(r"(\.venv/bin/)?lakou |make ", bare):
                yield bare
    yield from INLINE.findall(text)


@functools.cache
def offered() -> dict[str, Any]:
    """The tree of `lakou` commands; asked in a process of its own, since the command patches the one it runs in."""
    asked = (
        "import click, json; from lakou.cli.main import main; print(json.dumps(click.Context(main).to_info_dict(), default=str))"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    tree: dict[str, Any] = json.loads(done.stdout)["command"]
    return tree


def wrong(command: str) -> str | None:
    """What is wrong with a command; None when it could be typed. `…`, `|` and capital letters stand for something."""
    words = command.removeprefix(".venv/bin/").split()
    if words[0] == "make":
        return None if words[1].rstrip(":") in TARGETS else f"no target {words[1]}"
    return _wrong_option(offered(), words[1:])


def _wrong_option(group: dict[str, Any], words: list[str]) -> str | None:
    while words and "commands" in group:
        name, *words = words
        if "|" in name or name == "…":
            missing = [each for each in name.split("|") if each != "…" and each not in group["commands"]]
            return f"no command {missing}" if missing else None
        if name not in group["commands"]:
            return f"no command {name}"
        group = group["commands"][name]
    options = [option for each in group["params"] for option in (*each["opts"], *each["secondary_opts"])]
    unknown = [word for word in words if word.startswith("--") and word.split("=")[0].strip("[]") not in {*options, "--help"}]
    return f"no option {unknown}" if unknown else None


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_what_a_page_says_to_type_exists(page: Path) -> None:
    found = [f"{command}: {problem}" for command in commands(page) if (problem := wrong(command))]
    assert not found, f"{shown(page)}: mend the page or the command\n  " + "\n  ".join(found)


def test_a_command_that_does_not_exist_is_noticed() -> None:
    assert wrong("make coffee") == "no target coffee"
    assert wrong(".venv/bin/lakou stauts --node martinique") == "no command stauts"
    assert wrong("lakou status --colour red") == "no option ['--colour']"
    assert wrong("lakou park list|burn") == "no command ['burn']"
    assert wrong("lakou hub admit NAME --territory 971") is None


def test_every_module_of_commands_is_asked_for_by_a_name() -> None:
    """A command is imported when its name is typed (lakou/cli/main.py): a module that no name leads to would be lost."""
    asked = "from lakou.cli.main import ROOMS; print(*ROOMS.values())"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    adding = {path.stem for path in (ROOT / "lakou" / "cli").glob("*.py") if "group.add_command" in path.read_text()}
    part_of_another = {"carrying"}  # `lakou link export` and `import`, added by linking.py
    assert set(done.stdout.split()) == adding - part_of_another
