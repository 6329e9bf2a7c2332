"""One line of the sheet, understood: a person as far as we can tell, and what must be said about it."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from lakou.contracts.territories import Territory
from lakou.contracts.vocabulary import Gender, ReferrerKind, RsaStatus, SocialStatus
from lakou.kernel.sheets.cells import content, is_formula
from services.enrollment.sheets.answers import read_email, read_gender, read_referrer, read_social_status, read_yes_no
from services.enrollment.sheets.columns import check_mapping
from services.enrollment.sheets.dates import Birth, read_cell
from services.enrollment.sheets.findings import Finding, Findings
from services.enrollment.sheets.names import normalise
from services.enrollment.sheets.phones import read_phone
from services.enrollment.sheets.places import Place, read_place
from services.enrollment.sheets.reading import Row, Sheet
from services.enrollment.sheets.titles import Field
from services.enrollment.sheets.together import UNSURE, part, says_given_first

FORMULA = "Cette case contient une formule : elle n’est pas reprise. Écrivez le texte lui-même."
TOO_LONG = "Ce texte est trop long : il est coupé."
BIRTHS_DISAGREE = "La date et l’année de naissance ne sont pas d’accord : gardez la bonne."
_MISSING = {
    Field.FAMILY_NAME: "Il manque le nom de famille : ajoutez-le.",
    Field.GIVEN_NAME: "Il manque le prénom : ajoutez-le.",
    Field.COMMUNE: "Il manque la commune : ajoutez son nom ou son code postal.",
    Field.BIRTH_DATE: "Il manque la naissance : ajoutez la date, ou l’année seule.",
}
_LONGEST_NAME = 100
_LONGEST_NOTES = 2_000
_RSA = {True: RsaStatus.OUI, False: RsaStatus.NON, None: RsaStatus.NON_COMMUNIQUE}

T = TypeVar("T")


@dataclass(frozen=True)
class ParsedLine:
    """A line of the file. `number` is its row from 1, `commune` an INSEE code, `phone` E.164, `raw` the cells as they were.

    `place` says where it is when its row does not. With `missing`, the line is refused; with `doubts`, a person must look at
    it; `warnings` tell what was left out.
    `consent_follow_up` is None when it was not asked.
    """

    number: int
    family_name: str
    given_name: str
    birth_year: int | None
    birth_date: dt.date | None
    commune: str | None
    commune_guessed: bool
    gender: Gender
    phone: str | None
    email: str | None
    rsa: RsaStatus
    social_status: SocialStatus
    referrer: ReferrerKind | None
    consent_follow_up: bool | None
    notes: str
    warnings: tuple[Finding, ...]
    doubts: tuple[Finding, ...]
    missing: tuple[Finding, ...]
    raw: tuple[str, ...]
    place: str = ""


def parse(sheet: Sheet, mapping: Mapping[int, str], today: dt.date, *, home: Territory | None = None) -> list[ParsedLine]:
    """Every person's line, in the order of the file, none left out.

    `home` is the territory of the node: it settles names of communes that two territories share. Raises WrongMapping.
    """
    fields = check_mapping(mapping)
    together = next((sheet.header[index] for index, field in fields.items() if field is Field.FULL_NAME), "")
    given_first = says_given_first(together)
    return [_line(row, _cells(row, fields, given_first=given_first), today, home) for row in sheet.rows]


@dataclass
class _Cells:
    """What a line says, by field, with the formulas taken out."""

    said: dict[Field, str]
    notes: list[str]
    findings: Findings

    def __getitem__(self, field: Field) -> str:
        return self.said.get(field, "")


def _cells(row: Row, fields: Mapping[int, Field], *, given_first: bool) -> _Cells:
    cells = _Cells({}, [], Findings())
    for index, field in fields.items():
        said = content(row.cells[index]) if index < len(row.cells) else ""
        if not said or field is Field.IGNORE:
            continue
        if is_formula(said):
            cells.findings.warnings.append(Finding(field, FORMULA, said))
        elif field is Field.NOTES:
            cells.notes.append(said)
        else:
            cells.said[field] = said
    if Field.FULL_NAME in cells.said:
        _part_names(cells, given_first=given_first)
    return cells


def _part_names(cells: _Cells, *, given_first: bool) -> None:
    """Both names, and the civility before them, out of one cell. What a column of its own says goes first."""
    parted = part(cells[Field.FULL_NAME], given_first=given_first)
    found = {Field.FAMILY_NAME: parted.family_name, Field.GIVEN_NAME: parted.given_name, Field.GENDER: parted.civility}
    cells.said = {field: text for field, text in found.items() if text} | cells.said
    if not parted.sure:
        cells.findings.doubts.append(Finding(Field.FULL_NAME, UNSURE, cells[Field.FULL_NAME]))


def _line(row: Row, cells: _Cells, today: dt.date, home: Territory | None) -> ParsedLine:
    findings = cells.findings
    birth = _birth(cells, today)
    place = _place(cells, home)
    referrer, detail = read_referrer(cells[Field.REFERRER])
    return ParsedLine(
        number=row.number,
        family_name=_name(cells, Field.FAMILY_NAME),
        given_name=_name(cells, Field.GIVEN_NAME),
        birth_year=birth.year,
        birth_date=birth.date,
        commune=place.insee,
        commune_guessed=place.guessed,
        gender=_optional(cells, Field.GENDER, read_gender, Gender.NON_COMMUNIQUE),
        phone=_phone(cells),
        email=_optional(cells, Field.EMAIL, read_email, None),
        rsa=_RSA[_optional(cells, Field.RSA, read_yes_no, None)],
        social_status=_optional(cells, Field.SOCIAL_STATUS, read_social_status, SocialStatus.NON_COMMUNIQUE),
        referrer=referrer,
        consent_follow_up=_optional(cells, Field.CONSENT_FOLLOW_UP, read_yes_no, None),
        notes=_notes(cells, detail),
        warnings=tuple(findings.warnings),
        doubts=tuple(findings.doubts),
        missing=tuple(findings.missing),
        raw=row.cells,
        place=row.place,
    )


def _optional(cells: _Cells, field: Field, read: Callable[[str], T], otherwise: T) -> T:
    try:
        return read(cells[field])
    except ValueError as error:
        cells.findings.warnings.append(Finding(field, str(error), cells[field]))
        return otherwise


def _missing(cells: _Cells, field: Field) -> Finding:
    """What is lacking; a formula was there, and is not taken."""
    formula = next((each for each in cells.findings.warnings if each.field is field and each.message == FORMULA), None)
    return formula or Finding(field, _MISSING[field], cells[field])


def _name(cells: _Cells, field: Field) -> str:
    name = cells[field].lstrip("=+-@' ").strip()
    if not normalise(name):
        cells.findings.missing.append(_missing(cells, field))
        return ""
    if len(name) > _LONGEST_NAME:
        cells.findings.doubts.append(Finding(field, TOO_LONG, name))
    return name[:_LONGEST_NAME].strip()


def _phone(cells: _Cells) -> str | None:
    phone = read_phone(cells[Field.PHONE])
    if phone.problem:
        cells.findings.warnings.append(Finding(Field.PHONE, phone.problem, cells[Field.PHONE]))
    return phone.e164


def _birth(cells: _Cells, today: dt.date) -> Birth:
    given = {field: cells[field] for field in (Field.BIRTH_DATE, Field.BIRTH_YEAR) if cells[field] not in {"", "0"}}
    if not given:
        cells.findings.missing.append(_missing(cells, Field.BIRTH_DATE))
        return Birth()
    births = [read_cell(text, today) for text in given.values()]
    for (field, text), birth in zip(given.items(), births, strict=True):
        if birth.problem:
            cells.findings.doubts.append(Finding(field, birth.problem, text))
    if any(birth.problem for birth in births):
        return Birth()
    if births[0].year != births[-1].year:
        cells.findings.doubts.append(Finding(Field.BIRTH_DATE, BIRTHS_DISAGREE, " / ".join(given.values())))
        return Birth()
    return births[0]


def _place(cells: _Cells, home: Territory | None) -> Place:
    said = (cells[Field.COMMUNE], cells[Field.POSTAL_CODE], cells[Field.INSEE])
    place = read_place(*said, home=home)
    if place.problem:
        cells.findings.doubts.append(Finding(Field.COMMUNE, place.problem, " ".join(filter(None, said))))
    elif place.insee is None:
        cells.findings.missing.append(_missing(cells, Field.COMMUNE))
    return place


def _notes(cells: _Cells, referrer: str) -> str:
    """The remarks, then what has no field of its own."""
    kept: Iterable[str] = (
        *cells.notes,
        f"Orientation : {referrer}" if referrer else "",
        f"Niveau déclaré : {cells[Field.LEVEL]}" if cells[Field.LEVEL] else "",
    )
    notes = "\n".join(filter(None, kept))
    if len(notes) > _LONGEST_NOTES:
        cells.findings.warnings.append(Finding(Field.NOTES, TOO_LONG, ""))
    return notes[:_LONGEST_NOTES]
