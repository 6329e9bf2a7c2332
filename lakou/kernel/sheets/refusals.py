"""Why a whole file is refused. The sentence says what to do next; the slug is stable."""


class UnreadableSheet(ValueError):
    """A file from which no line can be read."""

    slug = "unreadable-sheet"
    message = "Ce fichier ne peut pas être lu. Enregistrez-le en .xlsx, .ods ou .csv, puis recommencez."

    def __init__(self, message: str = "") -> None:
        self.message = message or type(self).message
        super().__init__(self.message)


class NotASheet(UnreadableSheet):
    """A PDF, a picture, a text document."""

    slug = "not-a-sheet"
    message = "Ce fichier n’est pas un tableau. Donnez une feuille de calcul (.xlsx, .ods) ou un fichier .csv."


class OldWorkbook(UnreadableSheet):
    """A workbook of the formats before .xlsx, or one locked by a password: both look the same from outside."""

    slug = "old-or-locked-workbook"
    message = "Ce classeur est d’un ancien format ou protégé par un mot de passe. Enregistrez-le en .xlsx, sans mot de passe."


class BrokenWorkbook(UnreadableSheet):
    """An .xlsx or .ods that cannot be opened."""

    slug = "broken-workbook"
    message = "Ce classeur est abîmé. Ouvrez-le dans votre tableur, enregistrez-le de nouveau en .xlsx, puis recommencez."


class EmptySheet(UnreadableSheet):
    """Nothing at all. A header without a line under it is not refused: there is nothing to take."""

    slug = "empty-sheet"
    message = "Ce tableau est vide. Vérifiez que les lignes sont sur la première feuille, puis recommencez."


class HeaderNotFound(UnreadableSheet):
    """No row names the columns."""

    slug = "header-not-found"
    message = "La ligne de titres est introuvable. Ajoutez-la au-dessus des lignes, puis recommencez."


class SheetTooLarge(UnreadableSheet):
    """More bytes than allowed."""

    slug = "sheet-too-large"
    message = "Ce fichier est trop lourd. Retirez les images et les feuilles inutiles, ou coupez-le en plusieurs fichiers."


class ZipBomb(UnreadableSheet):
    """A small archive that would unfold into something huge."""

    slug = "zip-bomb"
    message = "Ce classeur devient démesuré une fois ouvert. Copiez les lignes dans un classeur neuf, puis recommencez."


class TooManyRows(UnreadableSheet):
    """More lines than one import takes."""

    slug = "too-many-rows"
    message = "Ce tableau a trop de lignes (20 000 au plus). Coupez-le en plusieurs fichiers."


class TooManyColumns(UnreadableSheet):
    """More columns than such a sheet has."""

    slug = "too-many-columns"
    message = "Ce tableau a trop de colonnes (200 au plus). Gardez seulement celles qui servent."


class UnclosedQuote(UnreadableSheet):
    """A quotation mark of a CSV opens and never closes: the lines after it would be swallowed in silence."""

    slug = "unclosed-quote"

    def __init__(self, row: int) -> None:
        super().__init__(f"Un guillemet n’est pas bien refermé vers la ligne {row}. Corrigez-le ou retirez-le, puis recommencez.")
