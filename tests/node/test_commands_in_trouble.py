"""A command whose database is away, or that breaks a rule, says so in a sentence: no trace of calls, and nothing personal."""

import subprocess
import sys
from pathlib import Path

import pytest

from lakou.kernel.settings import Settings
from lakou.node.federation import write_settings
from tests.commands import run
from tests.kernel.kit import opened, sqlite
from tests.ports import free_port

BREAKS = """
import sys
from lakou.cli.telling import told
from lakou.kernel.db import Database
from sqlalchemy import text
try:
    with Database(sys.argv[1], "/martinique/sessions").transaction() as db:
        db.execute(text("INSERT INTO inbox_source (source, stream) VALUES (:name, NULL)"), {"name": sys.argv[2]})
except Exception as error:
    print(type(error).__name__, told(error).message)
"""
NAME = "Rosalie Marcin"


def test_a_database_that_is_away_is_told_with_its_cause(tmp_path: Path) -> None:
    config = tmp_path / "node.toml"
    nowhere = f"postgresql+psycopg2://lakou@127.0.0.1:{free_port()}/{{service}}"
    write_settings(Settings(name="martinique", port=1, data=tmp_path / "data", database=nowhere), config)
    staff = ["staff", "add", "--email", "a@exemple.fr", "--name", NAME, "--role", "helper"]
    for code, told in run(config, staff, ["retention", "run"], ["replay", "sessions"], ["migrate"]):
        assert code == 1
        assert "Lakou ne répond pas pour l’instant" in told
        assert "Connection refused" in told
        assert "Traceback" not in told
        assert NAME not in told


def test_a_rule_that_is_broken_is_told_as_on_the_pages(tmp_path: Path) -> None:
    config = tmp_path / "node.toml"
    write_settings(Settings(name="martinique", port=1, data=tmp_path / "data"), config)
    staff = ["staff", "add", "--email", "a@exemple.fr", "--name", NAME, "--role", "helper"]
    _, (first, _), (code, told) = run(config, ["migrate"], staff, staff)
    assert (first, code) == (0, 1)
    assert told == "Error: Ce compte existe déjà. Choisissez une autre adresse.\n"


@pytest.mark.postgres
def test_an_error_that_nobody_thought_of_says_where_and_holds_no_value(postgres_url: str, tmp_path: Path) -> None:
    for url in (sqlite(tmp_path, "own"), postgres_url):
        opened(url).dispose()
        done = subprocess.run([sys.executable, "-W", "ignore", "-c", BREAKS, url, NAME], capture_output=True, text=True, check=True)
        assert "IntegrityError" in done.stdout
        assert "in do_execute" in done.stdout
        assert NAME not in done.stdout
