"""People in bulk, as many as the hub's territories have: names spread as names are, few that many bear and many that few bear."""

import datetime as dt
import functools
import io
import itertools
import random
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from psycopg2 import extensions  # type: ignore[import-untyped]

from lakou.contracts import territories
from lakou.kernel.db import Database
from services.enrollment.model import Beneficiary
from services.enrollment.model.search import END_OF_NUMBER, NUMBER, words_of

Row = tuple[str | None, ...]
DAY = dt.date(2026, 3, 2)
AT_ONCE = 5000
_STARTS = "Ad Bel Cha De El Fra Ger Hi Jo Kan La Mar No Or Pier Quim Ro Sain Tur Va".split()
_SYLLABLES = "la ro mi ne go ti ba du se vi lo ra pe ki zo an ou el in".split()
_LAST = "rose ville in el ide on eau ard ant ès i at oux ier".split()
_GIVEN = (
    "Marie Jean Rose Anne Claude Josette Pierre Louis Éliane Gladys Ketty Murielle Noël Ursule Yolande Zoé Rosalie Aline Franck "
    "Guy Hervé Inès Joël Lucien Mona Odile Paul Rony Serge Teddy"
).split()


def people(count: int) -> Iterator[Beneficiary]:
    """The same at each run."""
    dice = random.Random(8)
    families = ["".join(parts).title() for parts in itertools.product(_STARTS, _SYLLABLES, _LAST)]
    given = [*_GIVEN, *(f"{one}-{other}" for one, other in itertools.permutations(_GIVEN, 2))]
    dice.shuffle(families)
    family_weights = list(itertools.accumulate(1 / rank**0.7 for rank in range(1, len(families) + 1)))
    given_weights = list(itertools.accumulate(1 / rank for rank in range(1, len(given) + 1)))
    communes = [each.insee for each in territories.communes()]
    for number in range(count):
        person = Beneficiary(id=uuid.UUID(int=dice.getrandbits(128), version=4), revision=1, registered_on=DAY, changed_on=DAY)
        person.family_name = dice.choices(families, cum_weights=family_weights)[0]
        person.given_name = dice.choices(given, cum_weights=given_weights)[0]
        person.birth_year, person.commune = dice.randint(1936, 2008), dice.choice(communes)
        person.phone = f"+596696{number:06d}"
        person.gender, person.language, person.channel = "feminin", "fr", "sms"
        person.social_status, person.rsa = "sans_emploi", "oui"
        person.folded, person.sound = _folded(person.family_name, person.given_name)
        yield person


@functools.cache
def _folded(family_name: str, given_name: str) -> tuple[str, str]:
    named = Beneficiary(family_name=family_name, given_name=given_name)
    named.fold()
    return named.folded, named.sound


def fill(database: Database, count: int) -> list[Beneficiary]:
    """So many people with all that finds them, by the shortest way into each database; some of them back."""
    some: list[Beneficiary] = []
    crowd = people(count)
    while batch := list(itertools.islice(crowd, AT_ONCE)):
        rows = [_row(each) for each in batch]
        words: list[Row] = [(word, each.id.hex, each.folded) for each in batch for word in _words(each)]
        with database.transaction() as db:
            driver = db.connection().connection.driver_connection
            write = _into_sqlite if database.is_sqlite else _into_postgresql
            write(driver, "beneficiary", COLUMNS, rows)
            write(driver, "search_word", ("word", "beneficiary_id", "name"), words)
        some += batch[:: AT_ONCE // 10]
    return some


COLUMNS = tuple(column.key for column in Beneficiary.__table__.columns)


def _row(person: Beneficiary) -> Row:
    """As text, which both databases understand; a UUID without hyphens is one to either."""
    given = {name: getattr(person, name) for name in COLUMNS} | dict.fromkeys(("phone_shared", "erased", "exempt"), 0)
    return tuple(None if value is None else value.hex if isinstance(value, uuid.UUID) else str(value) for value in given.values())


def _words(person: Beneficiary) -> set[str]:
    """Like words_of, which would ask how each number is written."""
    number = (person.phone or "").lstrip("+")
    ends = {f"{NUMBER}{number}", f"{NUMBER}{number[3:]}", f"{END_OF_NUMBER}{number[::-1]}"}
    return _words_of_name(person.folded) | {str(person.birth_year)} | ends


@functools.cache
def _words_of_name(folded: str) -> set[str]:
    return words_of(folded, 0, []) - {"0"}


def _into_sqlite(driver: Any, table: str, names: Sequence[str], rows: list[Row]) -> None:
    marks = ", ".join("?" for _ in names)
    driver.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)


def _into_postgresql(driver: Any, table: str, names: Sequence[str], rows: list[Row]) -> None:
    lines = io.StringIO("".join("\t".join("\\N" if value is None else value for value in row) + "\n" for row in rows))
    waiting = extensions.get_wait_callback()
    extensions.set_wait_callback(None)  # COPY knows no greenlets
    with driver.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({', '.join(names)}) FROM STDIN", lines)
    extensions.set_wait_callback(waiting)
