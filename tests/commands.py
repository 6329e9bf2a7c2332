"""Several `lakou` commands in one process of their own: each start costs a second, and the command patches its process."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SCRIPT = """
import json, sys
from lakou.cli.main import main
from click.testing import CliRunner
told = [CliRunner().invoke(main, words, input=sys.argv[1]) for words in json.load(sys.stdin)]
print(json.dumps([[each.exit_code, each.output, repr(each.exception or "")] for each in told]))
"""


def run(config: Path, *commands: Sequence[str]) -> list[tuple[int, str]]:
    """The exit code and the output of each, given in order; `--config` is added."""
    return typed(None, [[*command, "--config", str(config)] for command in commands])


def typed(folder: Path | None, commands: Sequence[Sequence[str]], answer: str = "") -> list[tuple[int, str]]:
    """The same, as they stand, by somebody who stands in a folder and has one answer to every question."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SCRIPT, answer],
        input=json.dumps(commands),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        cwd=folder,
    )
    told: list[tuple[int, str, Any]] = json.loads(done.stdout)
    for code, _, exception in told:
        assert code in (0, 1, 2), exception
        assert code != 1 or exception.startswith("SystemExit"), exception
    return [(code, output) for code, output, _ in told]
