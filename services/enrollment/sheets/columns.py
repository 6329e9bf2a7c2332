"""Which column holds what: our guess, how sure it is, and the correction a person may make."""

from collections.abc import Mapping
from dataclasses import dataclass

from lakou.contracts.labels import Vocabulary
from services.enrollment.sheets.names import normalise
from services.enrollment.sheets.reading import Sheet
from services.enrollment.sheets.refusals import WrongMapping
from services.enrollment.sheets.titles import Field, field_of_title, likely_field

_SAMPLES = 3
_SEVERAL = {Field.NOTES, Field.IGNORE}  # fields that more than one column may hold


class ColumnStatus(Vocabulary):
    """How a column was understood."""

    RECOGNIZED = "recognized", "Reconnue"
    GUESSED = "guessed", "Devinée : à vérifier"
    REPEATED = "repeated", "Déjà donnée par une autre colonne : non reprise"
    UNKNOWN = "unknown", "Non reconnue : non reprise"


@dataclass(frozen=True)
class Column:
    """A column of the file; `letter` is its name in a spreadsheet, `samples` its first different values."""

    index: int
    letter: str
    title: str
    field: Field
    status: ColumnStatus
    samples: tuple[str, ...]


def columns(sheet: Sheet) -> tuple[Column, ...]:
    """Every column with our guess."""
    guesses = _guesses(sheet)
    return tuple(
        Column(index, _letter(index), title, *guesses[index], _samples(sheet, index)) for index, title in enumerate(sheet.header)
    )


def guess_mapping(sheet: Sheet) -> dict[int, Field]:
    """The field of each column, IGNORE for those that are not taken; `columns` says how sure it is."""
    return {index: field for index, (field, _) in _guesses(sheet).items()}


def corrected_mapping(sheet: Sheet, corrections: Mapping[int, str]) -> dict[int, Field]:
    """Our guess, changed by `{column index: field or "ignore"}`. A field moved to one column leaves the other.

    Raises WrongMapping for an unknown column or field, and for a field given to two columns.
    """
    mapping = guess_mapping(sheet)
    wanted = {index: _checked(sheet, index, field) for index, field in corrections.items()}
    for index, field in mapping.items():
        if field not in _SEVERAL and field in wanted.values() and index not in wanted:
            mapping[index] = Field.IGNORE
    return check_mapping(mapping | wanted)


def check_mapping(mapping: Mapping[int, str]) -> dict[int, Field]:
    """The same mapping, with fields. Raises WrongMapping when one is unknown or given to two columns."""
    fields = {index: _field(value) for index, value in mapping.items()}
    single = [field for field in fields.values() if field not in _SEVERAL]
    twice = next((field for field in single if single.count(field) > 1), None)
    if twice is not None:
        raise WrongMapping(f"« {twice.label} » est choisi pour deux colonnes. Gardez-en une seule.")
    return fields


def _checked(sheet: Sheet, index: int, field: str) -> Field:
    if not 0 <= index < len(sheet.header):
        raise WrongMapping(f"La colonne {index} n’existe pas : ce tableau en a {len(sheet.header)}, à partir de 0.")
    return _field(field)


def _field(value: str) -> Field:
    try:
        return Field(value)
    except ValueError:
        known = ", ".join(Field)
        raise WrongMapping(f"« {value[:40]} » n’est pas un champ. Choisissez parmi : {known}.") from None


def _guesses(sheet: Sheet) -> dict[int, tuple[Field, ColumnStatus]]:
    """Exact titles are served first, then likely ones; among equals the first column that is not empty, a landline after any
    other phone."""
    titles = sheet.header
    guesses = {index: (Field.IGNORE, ColumnStatus.UNKNOWN) for index in range(len(titles))}
    taken: set[Field] = set()
    empty = {index for index in guesses if not any(row.cells[index] for row in sheet.rows)}
    order = sorted(guesses, key=lambda index: (index in empty, "fixe" in normalise(titles[index]).split(), _last(titles[index])))
    for status, guess in ((ColumnStatus.RECOGNIZED, field_of_title), (ColumnStatus.GUESSED, likely_field)):
        for index in order:
            field = guess(titles[index])
            if field is None or guesses[index][1] is not ColumnStatus.UNKNOWN:
                continue
            repeated = field in taken and field not in _SEVERAL
            guesses[index] = (Field.IGNORE, ColumnStatus.REPEATED) if repeated else (field, status)
            taken.add(field)
    return _names_together(guesses, taken)


def _last(title: str) -> bool:
    """A whole address is read for its commune only where no column is for the commune alone."""
    return normalise(title).startswith("adresse")


def _names_together(guesses: dict[int, tuple[Field, ColumnStatus]], taken: set[Field]) -> dict[int, tuple[Field, ColumnStatus]]:
    """A column Nom without a column Prénom holds both; beside both, one that holds both says nothing more."""
    if Field.GIVEN_NAME not in taken and Field.FULL_NAME not in taken:
        change = {Field.FAMILY_NAME: (Field.FULL_NAME, ColumnStatus.GUESSED)}
    elif {Field.FAMILY_NAME, Field.GIVEN_NAME} <= taken:
        change = {Field.FULL_NAME: (Field.IGNORE, ColumnStatus.REPEATED)}
    else:
        return guesses
    return {index: change.get(field, (field, status)) for index, (field, status) in guesses.items()}


def _letter(index: int) -> str:
    letters = ""
    while index >= 0:
        letters, index = chr(65 + index % 26) + letters, index // 26 - 1
    return letters


def _samples(sheet: Sheet, index: int) -> tuple[str, ...]:
    different = dict.fromkeys(row.cells[index] for row in sheet.rows if row.cells[index])
    return tuple(list(different)[:_SAMPLES])
