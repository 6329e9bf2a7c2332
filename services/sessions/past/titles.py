"""What a column of a list of activities holds, from its French title: La Coop's own, and those people give."""

from collections.abc import Sequence

from lakou.contracts.labels import Vocabulary
from services.sessions.model import fold


class Field(Vocabulary):
    """What a column may hold."""

    DATE = "date", "Date"
    KIND = "kind", "Type d’activité"
    RANK = "rank", "Participants"
    PERSON = "person", "Bénéficiaire"
    COUNT = "count", "Nombre de personnes"
    PLACE_TYPE = "place_type", "Genre de lieu"
    PLACE = "place", "Lieu"
    INSEE = "insee", "Code INSEE du lieu"
    COMMUNE = "commune", "Commune du lieu"
    DURATION_MINUTES = "duration_minutes", "Durée"
    TITLE = "title", "Nom de l’atelier"
    EQUIPMENT = "equipment", "Matériel"
    THEMES = "themes", "Thèmes"
    STARS = "stars", "Niveau"
    REDIRECTED = "redirected", "Orientée"
    REDIRECTION = "redirection", "Structure de redirection"
    HER_COMMUNE = "her_commune", "Commune de la personne"
    HER_AGE = "her_age", "Tranche d’âge de la personne"
    CRA = "cra", "ID CRA"


_TITLES = {
    Field.DATE: "date|jour|le|date activite|date accompagnement|date atelier",
    Field.KIND: "type|type activite|type accompagnement|activite|nature",
    Field.RANK: "participants",
    Field.PERSON: "beneficiaire|personne|nom prenom|prenom nom|nom beneficiaire|usager",
    Field.COUNT: "nombre personnes|nb personnes|personnes|nombre participants|nb participants|effectif|presents|nombre presents"
    "|nombre beneficiaires|nb",
    Field.PLACE_TYPE: "canaux accompagnement|canal|type lieu|genre lieu",
    Field.PLACE: "nom lieu|lieu|lieu activite|endroit|site",
    Field.INSEE: "code insee|insee",
    Field.COMMUNE: "commune|ville|commune lieu",
    Field.DURATION_MINUTES: "duree min|duree|duree minutes|minutes|temps|duree heures|heures|duree h|nombre heures",
    Field.TITLE: "nom atelier|titre|atelier|intitule|titre atelier",
    Field.EQUIPMENT: "materiel numerique utilise|materiel|materiel utilise",
    Field.THEMES: "thematique s accompagnement|thematiques accompagnement|thematique accompagnement|theme|themes|thematique"
    "|thematiques|sujet",
    Field.STARS: "niveau autonomie ou atelier|niveau autonomie|niveau|autonomie",
    Field.REDIRECTED: "beneficiaire reoriente|reoriente|oriente",
    Field.REDIRECTION: "structure redirection|orientation|orientee vers",
    Field.HER_COMMUNE: "code insee beneficiaire",
    Field.HER_AGE: "tranche age beneficiaire",
    Field.CRA: "id cra",
}
_FIELDS = {title: field for field, titles in _TITLES.items() for title in titles.split("|")}
_LINK_WORDS = frozenset("de du des d la le les l un une en a et".split()) - {"le"}
_LONGEST = 80
_DEEPEST = 120
"""Rows above the titles: La Coop tells of the export and of some twenty filters first."""


def field_of_title(title: str) -> Field | None:
    """The field of a title, whatever its accents, case and link words."""
    said = fold(title)
    if len(title) > _LONGEST:
        return None
    return _FIELDS.get(said) or _FIELDS.get(" ".join(word for word in said.split() if word not in _LINK_WORDS))


def in_hours(title: str) -> bool:
    """Whether the durations under this title are hours, not minutes."""
    words = fold(title).split()
    return "heures" in words or "h" in words


def find_titles(rows: Sequence[Sequence[str]]) -> tuple[int, dict[int, Field]] | None:
    """The position of the row of titles and the field of each column, the first of a kind winning.

    It names the day and what was done, or how many came; None when no row does.
    """
    best: tuple[int, dict[int, Field]] | None = None
    for position, row in enumerate(rows[:_DEEPEST]):
        columns: dict[int, Field] = {}
        for index, title in enumerate(row):
            field = field_of_title(title)
            if field is not None and field not in columns.values():
                columns[index] = field
        if _enough(set(columns.values())) and (best is None or len(columns) > len(best[1])):
            best = position, columns
    return best


def _enough(fields: set[Field]) -> bool:
    return {Field.DATE, Field.DURATION_MINUTES} <= fields and bool(fields & {Field.THEMES, Field.COUNT, Field.KIND, Field.TITLE})
