"""La Coop's export of beneficiaries as it is: facts of the export and filters above, dashes where nothing is known."""

from lakou.kernel.context import ServiceContext
from services.enrollment.storage import beneficiaries as people
from services.enrollment.use_cases import imports
from tests.enrollment.factories import BY
from tests.sessions.coop import beneficiaries

NOBODY = "-"
ROWS = [
    (
        *("Marcin", "Rosalie", 1984, "Le Lamentin", "97213", "97232", "+596696001234", "rosalie@exemple.fr", "Féminin"),
        *("40 - 59 ans", "Sans emploi", 3, "plutôt le matin"),
    ),
    (
        "Valmond",
        "Josette",
        1961,
        "Fort-de-France",
        "97209",
        "97200",
        NOBODY,
        NOBODY,
        "Non communiqué",
        "60 - 69 ans",
        "Retraité",
        1,
        "-",
    ),
    (
        "Médéa",
        "Solange",
        1970,
        NOBODY,
        "97127",
        "97150",
        NOBODY,
        NOBODY,
        "Masculin",
        NOBODY,
        "Non communiqué ou hétérogène",
        1,
        "-",
    ),
    ("Cayol", "Huguette", *[NOBODY] * 6, "Féminin", NOBODY, "Scolarisé", 1, NOBODY),
    ("Ramsay", "Annick", 1980, "Ducos", "97207", "97224", NOBODY, NOBODY, "Féminin", NOBODY, "Influenceuse", 1, NOBODY),
]


def test_its_people_are_registered_with_what_it_knows(context: ServiceContext) -> None:
    done = imports.bring_in(context, beneficiaries(ROWS), "beneficiaires.xlsx", BY)
    assert (done.created, done.known, done.to_check, done.refused) == (4, 0, 0, 1)
    found = {}
    with context.database.reading() as db:
        for query in ("marcin", "valmond", "medea", "ramsay"):
            (found[query],), _ = people.search(db, query=query)
        assert people.notes(db, found["marcin"].id) == "plutôt le matin"
    rosalie, josette = found["marcin"], found["valmond"]
    assert (rosalie.birth_year, rosalie.commune, rosalie.phone, rosalie.gender) == (1984, "97213", "+596696001234", "feminin")
    assert (rosalie.email, rosalie.social_status) == ("rosalie@exemple.fr", "sans_emploi")
    assert (josette.phone, josette.email, josette.gender, josette.social_status) == (None, None, "non_communique", "retraite")
    assert (found["medea"].commune, found["medea"].social_status) == ("97801", "non_communique")
    assert found["ramsay"].social_status == "non_communique"
    said = {line.line: (line.outcome, line.field) for line in done.lines}
    assert list(said.values())[-2:] == [("refused", "birth_date"), ("created", "social_status")]


def test_the_same_export_again_knows_everybody(context: ServiceContext) -> None:
    imports.bring_in(context, beneficiaries(ROWS), "beneficiaires.xlsx", BY)
    done = imports.bring_in(context, beneficiaries(ROWS), "beneficiaires.xlsx", BY)
    assert (done.created, done.known, done.refused) == (0, 4, 1)
