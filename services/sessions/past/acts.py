"""Lines put together into acts: La Coop writes a row per participant, so ten rows with one `ID CRA` are one workshop."""

import dataclasses
import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable
from typing import TypeVar

import orjson

from lakou.contracts import territories
from lakou.contracts.vocabulary import ActivityKind
from lakou.kernel.sheets.cells import is_formula, tidy
from services.sessions.model import fold
from services.sessions.past import answers
from services.sessions.past.reading import PastSheet, Row
from services.sessions.past.titles import Field

NAMELESS = "beneficiaire anonyme"
DISAGREE = "Les lignes de cette activité ne disent pas la même chose : reprenez l’export tel qu’il est."
FORMULA = "Cette case contient une formule. Écrivez le texte lui-même."
NO_DAY = "Il manque la date."
NO_MINUTES = "Il manque la durée."
_LONGEST = 150

T = TypeVar("T")


@dataclasses.dataclass(frozen=True)
class Trouble:
    """Why a line is refused."""

    field: Field
    message: str


@dataclasses.dataclass(frozen=True)
class Line:
    """One participant, or `count` of them without a name. `person` is empty without a name.

    `commune` (INSEE) and `age` (a bracket) help to tell namesakes apart. With `trouble` the line is refused.
    """

    number: int
    person: str = ""
    count: int = 1
    rank: int = 1
    commune: str = ""
    age: str = ""
    trouble: Trouble | None = None


@dataclasses.dataclass(frozen=True)
class Act:
    """What was done. `key` says which act it is, in whatever file it comes again; `digest` what the file says of it.

    Codes only; `territory` is empty when the place does not say it. `missing` of its participants are not in the file.
    """

    key: str
    day: dt.date
    kind: str
    minutes: int
    themes: tuple[str, ...]
    place_type: str
    place: str
    territory: str
    commune: str
    title: str
    equipment: tuple[str, ...]
    autonomy: str | None
    level: str | None
    redirection: str | None
    strange_themes: tuple[str, ...] = ()
    missing: int = 0

    @property
    def digest(self) -> str:
        """Of what the file says of the act itself, not of who took part."""
        said = {name: value for name, value in dataclasses.asdict(self).items() if name not in ("missing",)}
        return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


Group = tuple[Act | None, list[Line]]
"""An act with its lines; without an act, lines that are all refused."""


class _Refused(ValueError):
    def __init__(self, field: Field, message: str) -> None:
        super().__init__(message)
        self.trouble = Trouble(field, message)


def acts_of(sheet: PastSheet, today: dt.date) -> list[Group]:
    """Every act in the order of its first line. No line is left out."""
    groups: dict[str, list[Row]] = {}
    refused: list[Group] = []
    twins: Counter[str] = Counter()
    for row in sheet.rows:
        try:
            groups.setdefault(_key(sheet, row, twins), []).append(row)
        except _Refused as problem:
            refused.append((None, [Line(row.number, trouble=problem.trouble)]))
    found = [_group(sheet, key, rows, today) for key, rows in groups.items()]
    return sorted([*found, *refused], key=lambda group: group[1][0].number)


def _key(sheet: PastSheet, row: Row, twins: Counter[str]) -> str:
    """La Coop's own id; else what the line says, and which of the lines that say the same it is."""
    if sheet.coop:
        return f"coop:{_read(Field.CRA, answers.read_cra, row[Field.CRA])}"
    said = orjson.dumps({field.value: fold(text) for field, text in row.said.items()}, option=orjson.OPT_SORT_KEYS)
    key = hashlib.sha256(said).hexdigest()[:40]
    twins[key] += 1
    return f"sheet:{key}:{twins[key]}"


def _group(sheet: PastSheet, key: str, rows: list[Row], today: dt.date) -> Group:
    try:
        acts = [_act(sheet, key, row, today) for row in rows]
        alone = acts[0].kind == ActivityKind.INDIVIDUEL
        if len({act.digest for act in acts}) > 1 or (alone and len(rows) > 1):
            raise _Refused(Field.CRA, DISAGREE)
        lines = [_line(sheet, row) for row in rows]
        totals = max(_read(Field.RANK, answers.read_rank, row[Field.RANK])[1] for row in rows)
    except _Refused as problem:
        return None, [Line(row.number, person=_person(row), trouble=problem.trouble) for row in rows]
    missing = max(0, totals - len({line.rank for line in lines}))
    return dataclasses.replace(acts[0], missing=missing), lines


def _act(sheet: PastSheet, key: str, row: Row, today: dt.date) -> Act:
    for field, text in row.said.items():
        if is_formula(text):
            raise _Refused(field, FORMULA)
    for field, message in ((Field.DATE, NO_DAY), (Field.DURATION_MINUTES, NO_MINUTES)):
        if not row[field]:
            raise _Refused(field, message)
    kind = _kind(row)
    themes, strange = answers.read_themes(row[Field.THEMES])
    if strange and not themes:
        raise _Refused(Field.THEMES, f"« {strange[0][:60]} » n’est pas un thème connu. Prenez ceux de La Coop.")
    stars = answers.read_stars(row[Field.STARS], kind)
    commune = territories.commune(row[Field.INSEE]) if row[Field.INSEE] else None
    individual = kind is ActivityKind.INDIVIDUEL
    return Act(
        key=key,
        day=_read(Field.DATE, lambda text: answers.read_day(text, today), row[Field.DATE]),
        kind=kind.value,
        minutes=_read(
            Field.DURATION_MINUTES, lambda text: answers.read_minutes(text, hours=sheet.hours), row[Field.DURATION_MINUTES]
        ),
        themes=tuple(theme.value for theme in themes),
        place_type=answers.read_place_type(row[Field.PLACE_TYPE]).value,
        place=tidy(row[Field.PLACE])[:_LONGEST],
        territory=commune.territory.code if commune else "",
        commune=commune.insee if commune else "",
        title=tidy(row[Field.TITLE])[:_LONGEST],
        equipment=tuple(each.value for each in answers.read_equipment(row[Field.EQUIPMENT])) if individual else (),
        autonomy=stars if individual else None,
        level=None if individual else stars,
        redirection=_redirection(row) if individual else None,
        strange_themes=tuple(strange),
    )


def _kind(row: Row) -> ActivityKind:
    """As it is said; else several people make a workshop, and so does a title."""
    kind = _read(Field.KIND, answers.read_kind, row[Field.KIND])
    if kind is not None:
        return kind
    several = row[Field.COUNT] not in ("", "1")
    return ActivityKind.COLLECTIF if several or row[Field.TITLE] else ActivityKind.INDIVIDUEL


def _redirection(row: Row) -> str | None:
    found = answers.read_redirection(row[Field.REDIRECTED], row[Field.REDIRECTION])
    return found.value if found else None


def _line(sheet: PastSheet, row: Row) -> Line:
    rank, _ = _read(Field.RANK, answers.read_rank, row[Field.RANK])
    count = _read(Field.COUNT, answers.read_count, row[Field.COUNT]) if row[Field.COUNT] and not sheet.coop else 1
    person = _person(row)
    if count > 1 and (person or _kind(row) is ActivityKind.INDIVIDUEL):
        raise _Refused(Field.COUNT, "Une aide individuelle ou un nom vaut une personne. Corrigez le nombre, ou le type.")
    age = answers.read_age(row[Field.HER_AGE])
    her_commune = territories.commune(row[Field.HER_COMMUNE])
    return Line(
        row.number, person, count, rank, her_commune.insee if her_commune else row[Field.HER_COMMUNE][:5], age.value if age else ""
    )


def _person(row: Row) -> str:
    said = tidy(row[Field.PERSON])[:_LONGEST]
    return "" if fold(said) in ("", NAMELESS, "anonyme", "sans nom") else said


def _read(field: Field, reader: Callable[[str], T], text: str) -> T:
    try:
        return reader(text)
    except ValueError as error:
        raise _Refused(field, str(error)) from error
