"""Why a whole file is refused, and the one refusal that names the titles of a sign-up sheet."""

from lakou.kernel.sheets import refusals
from lakou.kernel.sheets.refusals import (
    BrokenWorkbook,
    EmptySheet,
    NotASheet,
    OldWorkbook,
    SheetTooLarge,
    TooManyColumns,
    TooManyRows,
    UnclosedQuote,
    UnreadableSheet,
    ZipBomb,
)

__all__ = [
    "BrokenWorkbook",
    "EmptySheet",
    "HeaderNotFound",
    "NotASheet",
    "OldWorkbook",
    "SheetTooLarge",
    "TooManyColumns",
    "TooManyRows",
    "UnclosedQuote",
    "UnreadableSheet",
    "WrongMapping",
    "ZipBomb",
]


class HeaderNotFound(refusals.HeaderNotFound):
    """No row names the columns."""

    message = "La ligne de titres est introuvable. Ajoutez au-dessus des personnes une ligne « Nom ; Prénom ; Commune ; … »."


class WrongMapping(ValueError):
    """A correction of the columns that cannot be followed."""

    slug = "wrong-mapping"
