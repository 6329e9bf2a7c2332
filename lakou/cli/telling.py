"""What goes wrong in a command is a sentence on the terminal: a broken rule as on the pages, a database away with its cause.

A trace of calls would tell an operator nothing, and an error of a database may hold what was being written.
"""

import traceback

import click
from sqlalchemy.exc import DBAPIError

from lakou.kernel import database_trouble
from lakou.kernel.problems import Problem


def told(error: Exception) -> click.ClickException | None:
    """The sentence; None for what nobody thought of."""
    if database_trouble.is_trouble(error):
        return _say(database_trouble.problem(error), _cause(error))
    if isinstance(error, DBAPIError):
        where = "".join(traceback.format_tb(error.__traceback__))
        return click.ClickException(f"Une erreur imprévue de la base de données, {type(error).__name__} :\n{where}")
    return _say(error) if isinstance(error, Problem) else None


def _say(problem: Problem, cause: str = "") -> click.ClickException:
    errors = "".join(f"\n  {field} : {text}" for field, text in problem.facts.get("errors", {}).items())
    return click.ClickException(f"{problem.title}. {problem.sentence}{errors}{cause}")


def _cause(error: Exception) -> str:
    """Why there is no connection, in the words of the driver; of a statement nothing, since it may hold what is personal."""
    reason = str(getattr(error, "orig", "")).strip().splitlines()
    return f"\n  {reason[0]}" if reason and getattr(error, "statement", None) is None else ""
