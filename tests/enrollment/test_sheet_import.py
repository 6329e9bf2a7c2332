"""The association's sign-up sheet, brought in at an empty Martinique.

Counted by hand, 54 people's lines (4 to 57; line 58 is the total):
- known: 11 is line 7 again (Françoise Ozier-Lafontaine), 19 is line 9 again (Rosette Varsovie, other phone, RSA and referrer);
- to check: 54 was born on 31 February (Anna Bardury), 55 in 1891 (Élodie Casimir);
- refused: 53 has no family name (Lucie);
- created: the other 49, among them the Arnaud sisters (24, 26) who share a phone, two Josiane Cyrille (6, 52) born 33 years apart,
  Josette Delbé (56) without her incomplete number, and Ruth Edmond (57), who lives in Guadeloupe.
"""

import datetime as dt
from pathlib import Path

import pytest

from lakou.contracts.enrollment import BeneficiaryDescribed
from lakou.kernel.context import ServiceContext
from services.enrollment.model import ImportState
from services.enrollment.model.rules import SheetRefused
from services.enrollment.storage import beneficiaries as people
from services.enrollment.storage import imports as storage
from services.enrollment.use_cases import imports
from services.enrollment.use_cases.imports import running
from tests.enrollment.factories import BY, SHEET, TODAY, person, said

TEMPLATE = Path(__file__).parents[3] / "shared" / "data" / "la-coop-modele-import-beneficiaires.xlsx"


def bring_in(context: ServiceContext, *, dry_run: bool = False) -> imports.Report:
    return imports.bring_in(context, SHEET.read_bytes(), SHEET.name, BY, dry_run=dry_run)


def sheet(*lines: str, header: str = "Nom;Prénom;Né(e) le;Commune;Tél.;Accord écrit") -> bytes:
    return "\n".join([header, *lines]).encode()


def outcomes(report: imports.Report) -> list[str]:
    return [line.outcome for line in report.lines]


def counts(report: imports.Report) -> tuple[int, int, int, int]:
    return report.created, report.known, report.to_check, report.refused


def test_54_lines_make_49_people_2_known_2_to_check_and_1_refused(context: ServiceContext) -> None:
    done = bring_in(context)
    assert counts(done) == (49, 2, 2, 1)
    other = {line.line: (line.outcome, line.field) for line in done.lines if line.outcome != "created"}
    assert other == {
        11: ("known", None),
        19: ("known", None),
        53: ("refused", "family_name"),
        54: ("to_check", "birth_date"),
        55: ("to_check", "birth_date"),
    }
    assert [line.line for line in done.lines] == list(range(4, 58))
    with context.database.reading() as db:
        assert people.count(db) == 49
    assert len(said(context, BeneficiaryDescribed.type)) == 49


def test_the_reasons_are_said_in_words(context: ServiceContext) -> None:
    said_of = {line.line: line.message for line in bring_in(context).lines}
    assert said_of[11] == "La même personne qu’à la ligne 7."
    assert "ligne 9" in said_of[19]
    assert "RSA, « Bénéficiaire du RSA » dans la liste" in said_of[19]
    assert "Orientée par, « CAF » dans la liste, « CGSS » dans la fiche" in said_of[19]
    assert "Il manque le nom de famille".casefold() in said_of[53].casefold()
    assert "31/02/1979" in said_of[54]
    assert "110 ans" in said_of[55]
    assert "069677" in said_of[56]
    assert "même téléphone" in said_of[26]
    assert "Saint-Joseph" in said_of[21]


def test_a_known_line_writes_nothing_over(context: ServiceContext) -> None:
    bring_in(context)
    with context.database.reading() as db:
        (rosette,), _ = people.search(db, query="varsovie rosette")
    assert (rosette.rsa, rosette.referrer, rosette.revision) == ("non", "cgss", 1)


def test_an_unreadable_phone_is_left_out_and_two_sisters_share_theirs(context: ServiceContext) -> None:
    bring_in(context)
    with context.database.reading() as db:
        (josette,), _ = people.search(db, query="delbe")
        assert josette.phone is None
        assert people.sharing_phone(db, "+596696001666") == 2


def test_the_written_agreement_is_a_consent_on_paper_of_the_day(context: ServiceContext) -> None:
    bring_in(context)
    found = {}
    with context.database.reading() as db:
        for query in ("rosamont", "cyrille huguette", "hilaire", "ozier christelle", "nirennold ghislaine"):
            (known,), _ = people.search(db, query=query)
            found[query] = [(each.purpose, each.given, each.channel, each.on) for each in people.consents(db, known.id)]
    assert found["rosamont"] == [("follow_up", True, "paper", TODAY)]
    assert found["ozier christelle"] == [("follow_up", False, "paper", TODAY)]
    assert found["nirennold ghislaine"] == []


def test_a_dry_run_says_the_same_and_keeps_nothing(context: ServiceContext) -> None:
    tried = bring_in(context, dry_run=True)
    with context.database.reading() as db:
        assert (people.count(db), storage.past(db)) == (0, [])
    done = bring_in(context)
    assert tried.id is None
    assert counts(tried) == counts(done)
    assert [(line.line, line.outcome, line.field, line.message) for line in tried.lines] == [
        (line.line, line.outcome, line.field, line.message) for line in done.lines
    ]
    assert said(context, BeneficiaryDescribed.type)


def test_the_same_file_twice_creates_nobody(context: ServiceContext) -> None:
    bring_in(context)
    assert counts(bring_in(context)) == (0, 51, 2, 1)
    assert len(said(context, BeneficiaryDescribed.type)) == 49


def test_killed_in_the_middle_it_goes_on_where_it_stopped(context: ServiceContext, monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = running._take, list[int]()

    def killed(*arguments: object) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(running, "_take", killed)
    with pytest.raises(KeyboardInterrupt):
        bring_in(context)
    monkeypatch.undo()
    with context.database.reading() as db:
        assert 0 < people.count(db) < 49
        begun = storage.past(db)
    assert [job.state for job in begun] == [ImportState.RUNNING.value]
    done = bring_in(context)
    assert (done.id, counts(done)) == (begun[0].id, (49, 2, 2, 1))
    assert len(said(context, BeneficiaryDescribed.type)) == 49


def test_a_line_that_breaks_holds_up_no_other(context: ServiceContext, monkeypatch: pytest.MonkeyPatch) -> None:
    real = running.take_line

    def broken(db: object, job: object, line: object, *rest: object) -> None:
        if getattr(line, "number", 0) == 3:
            raise RuntimeError("whatever a line may hold")
        real(db, job, line, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(running, "take_line", broken)
    lines = [f"Nom{letter};Prénom{letter * 4};{1970 + rank};97209" for rank, letter in enumerate("abcd")]
    done = imports.bring_in(context, sheet(*lines), "liste.csv", BY)
    assert outcomes(done) == ["created", "refused", "created", "created"]
    assert done.lines[1].message == running.UNEXPECTED


def test_a_possible_duplicate_waits_and_shows_whom_she_looks_like(context: ServiceContext) -> None:
    known = person(context)
    done = imports.bring_in(context, sheet("MARSIN;Rosalie;1984;97213"), "liste.csv", BY)
    line = done.lines[0]
    assert (line.outcome, line.field, line.id) == ("to_check", "family_name", known.id)
    assert "Rosalie Marcin, naissance 1984, Le Lamentin" in line.message


def test_the_same_name_and_birth_in_another_commune_is_not_known_but_to_check(context: ServiceContext) -> None:
    person(context)
    done = imports.bring_in(context, sheet("Marcin;Rosalie;1984;Ducos"), "liste.csv", BY)
    assert outcomes(done) == ["to_check"]


def test_a_corrected_mapping_is_followed(context: ServiceContext) -> None:
    data = "Nom;Prénom;Né(e) le;Où;Commune\nMarcin;Rosalie;1984;Ducos;visite".encode()
    done = imports.bring_in(context, data, "liste.csv", BY, corrections={3: "commune", 4: "notes"})
    assert outcomes(done) == ["created"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.4 \x00", "not-a-sheet"),
        (b"", "empty-sheet"),
        (b"a;b\n1;2\n", "header-not-found"),
        (b"x" * 11_000_000, "sheet-too-large"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_what_to_do(context: ServiceContext, data: bytes, reason: str) -> None:
    with pytest.raises(SheetRefused) as raised:
        imports.bring_in(context, data, "liste.csv", BY)
    assert raised.value.reason == reason
    assert raised.value.sentence.endswith(".")


def test_refused_lines_come_back_as_a_file_that_can_be_read_again(context: ServiceContext) -> None:
    done = bring_in(context)
    assert done.id
    text = imports.refused_file(context, done.id).decode("utf-8-sig")
    assert text.count("\r\n") == 2
    assert "Lucie" in text
    corrected = text.replace(";Lucie", "Nazaire;Lucie").encode()
    assert counts(imports.bring_in(context, corrected, "corrigé.csv", BY)) == (1, 0, 0, 0)


def test_la_coop_s_template_filled_in_is_read(context: ServiceContext, tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "modele-coop.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page, towns = book.add_worksheet("Bénéficiaires"), book.add_worksheet("Communes")
        page.write(0, 0, "Instructions d'utilisation :  \n- Nom et Prénom sont obligatoires")
        titles = [
            "Nom",
            "Prénom",
            "Année de naissance",
            "Commune",
            "",
            "",
            "N° de téléphone",
            "E-mail",
            "Genre",
            "Notes supplémentaires",
        ]
        page.write_row(1, 0, titles)
        page.write_row(2, 3, ["Nom", "Code INSEE", "Code postal"])
        page.write_row(3, 0, ["Exemple", "Léa", 1970, "Blaziert", "32057", "32100", "0102030405", "", "Féminin"])
        page.write_row(4, 0, ["Marcin", "Rosalie", 1984, "Le Lamentin", "", "", "0696001234", "", "Féminin", "matin"])
        page.write_formula(4, 4, "=VLOOKUP(D5,Communes!A:C,2,0)", None, "97213")
        page.write_formula(4, 5, "=VLOOKUP(D5,Communes!A:C,3,0)", None, "97232")
        page.write_row(5, 0, ["Belrose", "Gladys", 1961, "Fort-de-France", "97209", "97200", "", "gladys@exemple.fr", "Féminin"])
        page.write_row(6, 0, ["Nestor", "", 1961, "Fort-de-France", "97209", "97200"])
        towns.write_row(0, 0, ["Commune", "Code Insee", "Code postal"])
    done = imports.bring_in(context, path.read_bytes(), path.name, BY)
    assert counts(done) == (2, 0, 0, 1)
    with context.database.reading() as db:
        (rosalie,), _ = people.search(db, query="marcin")
        assert (rosalie.birth_year, rosalie.commune, rosalie.phone, rosalie.gender) == (1984, "97213", "+596696001234", "feminin")
        assert people.notes(db, rosalie.id) == "matin"


@pytest.mark.skipif(not TEMPLATE.exists(), reason="La Coop's own template is not on this machine")
def test_la_coop_s_own_template_holds_nobody(context: ServiceContext) -> None:
    assert counts(imports.bring_in(context, TEMPLATE.read_bytes(), TEMPLATE.name, BY)) == (0, 0, 0, 0)


def test_a_file_never_imported_is_forgotten_after_a_day(context: ServiceContext) -> None:
    from lakou.kernel import clock
    from tests.enrollment.factories import NOW

    job = imports.receive(context, SHEET.read_bytes(), SHEET.name, BY)
    with clock.at(NOW + dt.timedelta(days=2)):
        imports.receive(context, sheet("Marcin;Rosalie;1984;Ducos"), "liste.csv", BY)
    with context.database.reading() as db:
        assert db.get(type(job), job.id) is None
