"""Lists as associations keep them, by somebody who never saw our titles: every good line in, every bad one explained."""

import datetime as dt
import io
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from lakou.kernel.context import ServiceContext
from lakou.kernel.sheets.delimited import decode
from services.enrollment.model import Beneficiary
from services.enrollment.model.rules import SheetRefused
from services.enrollment.sheets.together import part, says_given_first
from services.enrollment.storage import beneficiaries as people
from services.enrollment.use_cases import imports
from tests.enrollment.factories import BY

OLD_MAC = """\
Atelier « Clic & Café »\t\t\t\t\t\t\t
\t\t\t\t\t\t\t
N°\tNOM / Prénom\tNée le\tCP - Ville\tTél / GSM\tBénéf. du RSA (O/N)\tEnvoyée par\tÀ savoir
1\tMme HÉLÈNE-GÉRARD Françoise\t7 août 1961\t97224 Ducos\t0696.45.12.30\tO\tAssistante sociale\tâgée, à rappeler
2\tSAINT-AIMÉ Noël\t12.03.74\tLe François (97240)\t696451231\tn\tPôle Emploi\t
3\tRosalie DE LAVALLÉE\t1984\tLamentin\t+596 696 45 12 32\tOui\tBouche à oreille\tça va
4\tGarçon\t1970\tDucos\t\tN\t\t
5\tMARIE-ROSE Zoé\t31/02/1970\tDucos\t\tO\t\t
6\tjean marie céleste\t1966\t97232\t0696\t?\tmairie\t
7\tODON, Gwladys\t03/11/1999\tSchœlcher\t\t\t\t
\tTOTAL : 7 personnes\t\t\t\t\t\t
"""


def old_mac() -> bytes:
    """From a Macintosh of before Unicode, with the line ends of then."""
    return OLD_MAC.replace("\n", "\r").encode("mac_roman")


def workbook() -> bytes:
    """A cover sheet, then one sheet a commune, dates and phones as figures, merged titles, empty columns, titles twice."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written)
    book.add_worksheet("Lisez-moi").write("A1", "Remplir une feuille par commune. Ne pas toucher aux formules !")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    titles = [
        "Civ. (M./Mme)",
        "Nom de naissance",
        "",
        "Prénom(s)",
        "D. naissance",
        "Commune / CP",
        "Mobile",
        "Mobile",
        "Mél",
        "RSA ?",
    ]
    sheets: dict[str, list[list[Any]]] = {
        "Ducos": [
            ["Mme", "Ozier", "", "Ursule", dt.date(1958, 12, 30), "Ducos 97224", 696451240.0, "", "URSULE@exemple.fr", True],
            ["M.", "Nadeau", "", "Émile", 26115, "97224", "596696451241", "", "emile arobase exemple", "o"],
            ["Mlle", "Ramin", "", "Élodie", "11 mai 1990", "DUCOS", "0696-45-12-42 / 0596 77 00 00", "", "", "Non"],
            ["Mme", "Sansdate", "", "Léa-Marie", "", "Ducos", "", "", "", ""],
        ],
        "Le Lamentin": [
            ["Mr", "Varsovie", "", "Guy", 1949, "Le Lamentin", "", "", "", 0],
            ["Mme", "", "", "Anonyme", 1980, "Le Lamentin", "", "", "", ""],
        ],
    }
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        page.merge_range("A1:J1", f"INSCRITS — {name.upper()}")
        page.merge_range("A2:J2", "Année 2026, mise à jour du 3 mars")
        page.write_row(3, 0, titles)
        for number, row in enumerate(rows, 4):
            for column, value in enumerate(row):
                if isinstance(value, dt.date):
                    page.write_datetime(number, column, dt.datetime.combine(value, dt.time()), day)
                elif value != "":
                    page.write(number, column, value)
        page.write(len(rows) + 5, 0, "Sous-total")
        page.write(len(rows) + 5, 4, len(rows))
    presences = book.add_worksheet("Présences")
    presences.write_row(0, 0, ["Nom", "Prénom", "Téléphone", "3 mars", "10 mars"])
    presences.write_row(1, 0, ["Ozier", "Ursule", "", "X", ""])
    book.close()
    return written.getvalue()


def open_document() -> bytes:
    """LibreOffice: names in one column called Nom, the year apart, an address for a commune, long empty stretches."""
    rows: list[list[Any]] = [
        ["Liste des bénéficiaires du 1er trimestre"],
        [],
        ["Nom", "Année", "Adresse", "Portable 1", "Situation", "Orientation (structure)", "Accord signé"],
        ["BELROSE Marie-Ange", 1962.0, "12 rue des Lilas, 97110 Pointe-à-Pitre", 690451250.0, "Demandeur d’emploi", "CCAS", "x"],
        ["KANCEL Jean-Noël", 1971.0, "Bât. B, 97139 Les Abymes", "00590690451251", "retraité", "venu seul", "oui"],
        ["TARTARE", 1990.0, "97139 Les Abymes", "", "", "", ""],
        ["d’ALEXIS Rose", 1988.0, "Marie-Galante", "", "étudiante", "", "non"],
        ["MOLIA Carine", 2031.0, "97180 Sainte-Anne", "", "", "", ""],
        ["Total général", 5.0],
    ]
    document = OpenDocumentSpreadsheet()
    table = Table(name="Feuille1")
    for row in rows:
        line = TableRow()
        for value in row:
            line.addElement(_cell(value))
        table.addElement(line)
    table.addElement(TableRow(numberrowsrepeated=1000))
    document.spreadsheet.addElement(table)
    written = io.BytesIO()
    document.write(written)
    return written.getvalue()


def _cell(value: Any) -> TableCell:
    if isinstance(value, float):
        return TableCell(valuetype="float", value=value)
    cell = TableCell(valuetype="string")
    cell.addElement(P(text=value))
    return cell


def brought_in(context: ServiceContext, data: bytes, filename: str) -> tuple[imports.Report, dict[str, Beneficiary]]:
    report = imports.bring_in(context, data, filename, BY)
    with context.database.reading() as db:
        return report, {each.name: each for each in people.search(db, limit=50)[0]}


def explained(report: imports.Report) -> dict[int, tuple[str, str | None]]:
    """The lines that were not simply taken: each says why, and what to do."""
    kept = [line for line in report.lines if line.outcome != "created"]
    assert all(len(line.message) > 20 for line in kept)
    return {line.line: (line.outcome, line.field) for line in kept}


def test_a_macintosh_list_with_tabs_and_both_names_in_one_cell(context: ServiceContext) -> None:
    report, found = brought_in(context, old_mac(), "liste.txt")
    assert explained(report) == {
        7: ("refused", "given_name"),
        8: ("to_check", "birth_date"),
        9: ("to_check", "full_name"),
    }
    assert sorted(found) == ["Françoise HÉLÈNE-GÉRARD", "Gwladys ODON", "Noël SAINT-AIMÉ", "Rosalie DE LAVALLÉE"]
    first = found["Françoise HÉLÈNE-GÉRARD"]
    assert (first.birth_date, first.commune, first.phone) == (dt.date(1961, 8, 7), "97207", "+596696451230")
    assert (first.gender, first.rsa, first.referrer) == ("feminin", "oui", "service_social")
    second = found["Noël SAINT-AIMÉ"]
    assert (second.birth_year, second.commune, second.phone, second.rsa) == (1974, "97210", "+596696451231", "non")
    assert (found["Gwladys ODON"].commune, found["Rosalie DE LAVALLÉE"].commune) == ("97229", "97213")
    with context.database.reading() as db:
        assert people.notes(db, first.id).startswith("âgée, à rappeler")


def test_a_workbook_with_a_sheet_for_each_commune(context: ServiceContext) -> None:
    report, found = brought_in(context, workbook(), "inscrits.xlsx")
    assert sorted(found) == ["Guy Varsovie", "Ursule Ozier", "Élodie Ramin", "Émile Nadeau"]
    ursule, emile, elodie, guy = (found[name] for name in ("Ursule Ozier", "Émile Nadeau", "Élodie Ramin", "Guy Varsovie"))
    assert (ursule.birth_date, ursule.phone, ursule.email) == (dt.date(1958, 12, 30), "+596696451240", "ursule@exemple.fr")
    assert (emile.birth_date, emile.phone, emile.gender) == (dt.date(1971, 7, 1), "+596696451241", "masculin")
    assert (elodie.birth_date, elodie.phone) == (dt.date(1990, 5, 11), "+596696451242")
    assert (guy.birth_year, guy.birth_date, guy.commune, guy.rsa) == (1949, None, "97213", "non")
    assert report.refused == 2
    lost = next(line for line in report.lines if "Léa-Marie" in line.message or line.line == 8)
    assert (lost.outcome, lost.field) == ("refused", "birth_date")
    nameless = report.lines[-1]
    assert (nameless.outcome, nameless.field) == ("refused", "family_name")
    assert nameless.message.startswith("Feuille « Le Lamentin », ligne 6 : ")
    assert report.other_sheets == ("Présences",)


def test_an_open_document_with_addresses_for_communes(context: ServiceContext) -> None:
    report, found = brought_in(context, open_document(), "liste.ods")
    assert explained(report) == {6: ("refused", "given_name"), 7: ("to_check", "commune"), 8: ("to_check", "birth_year")}
    assert sorted(found) == ["Jean-Noël KANCEL", "Marie-Ange BELROSE"]
    marie, jean = found["Marie-Ange BELROSE"], found["Jean-Noël KANCEL"]
    assert (marie.commune, marie.phone, marie.birth_year, marie.birth_date) == ("97120", "+590690451250", 1962, None)
    assert (marie.social_status, marie.referrer) == ("sans_emploi", "ccas")
    assert (jean.commune, jean.phone, jean.social_status) == ("97101", "+590690451251", "retraite")
    with context.database.reading() as db:
        assert [(each.purpose, each.given) for each in people.consents(db, marie.id)] == [("follow_up", True)]


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        ("MARCIN Rosalie", "Nom et prénom", ("MARCIN", "Rosalie", True)),
        ("Rosalie MARCIN", "Nom et prénom", ("MARCIN", "Rosalie", True)),
        ("Marcin Rosalie", "Nom et prénom", ("Marcin", "Rosalie", True)),
        ("Rosalie Marcin", "Prénom NOM", ("Marcin", "Rosalie", True)),
        ("M. de la VIGNE Jean Paul", "Nom", ("de la VIGNE", "Jean Paul", True)),
        ("d’ALEXIS Rose", "Nom", ("d’ALEXIS", "Rose", True)),
        ("Ozier Lafontaine, Marie Claire", "Nom", ("Ozier Lafontaine", "Marie Claire", True)),
        ("OZIER LAFONTAINE MARIE", "Nom", ("OZIER", "LAFONTAINE MARIE", False)),
        ("Marie DUPONT Claire", "Nom", ("Marie", "DUPONT Claire", False)),
        ("Marcin", "Nom", ("Marcin", "", True)),
    ],
)
def test_both_names_in_one_cell(text: str, title: str, expected: tuple[str, str, bool]) -> None:
    found = part(text, given_first=says_given_first(title))
    assert (found.family_name, found.given_name, found.sure) == expected


def test_where_the_name_ends_is_said_by_a_person(context: ServiceContext) -> None:
    data = "Nom et prénom;Naissance;Commune\nMarie Rose Zoé;1970;Ducos\n".encode()
    report = imports.bring_in(context, data, "x.csv", BY)
    assert report.to_check == 1
    assert "Écrivez le nom en capitales".lower() in report.lines[0].message.lower()
    given = {"decision": "correct", "family_name": "Marie-Rose", "given_name": "Zoé"}
    assert report.id is not None
    row = imports.decide(context, report.id, 2, given, BY)
    assert row.outcome == "created"


ACCENTS = "Nom;Prénom;Née le;Commune\nGALVÃO;Françoise Élise;1970;Saint-Laurent-du-Maroni\nHélène;Noël;août 1980;Trois-Îlets\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp850", "mac_roman"])
def test_the_encoding_is_found_by_how_it_reads(encoding: str) -> None:
    assert decode(ACCENTS.encode(encoding)) == ACCENTS


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzéèêàçôîûëï -\n;"), st.sampled_from(["cp1252", "cp850", "mac_roman"]))
def test_small_letters_of_ours_are_read_in_any_of_the_old_encodings(text: str, encoding: str) -> None:
    text = f"Prénom;Née le;Élève à rappeler\n{text}"
    assert decode(text.encode(encoding)) == text


def test_a_line_of_five_million_letters_is_explained_and_the_others_come_in(context: ServiceContext) -> None:
    lines = ["Nom;Prénom;Naissance;Commune", f"{'x' * 5_000_000};Zoé;1970;Ducos", "Marcin;Rosalie;1984;Ducos"]
    report, found = brought_in(context, "\n".join(lines).encode(), "liste.csv")
    assert list(found) == ["Rosalie Marcin"]
    assert explained(report) == {2: ("to_check", "family_name")}
    assert "trop long" in report.lines[0].message


def test_a_quotation_mark_that_never_closes_is_still_said(context: ServiceContext) -> None:
    lines = ["Nom;Prénom;Naissance;Commune", 'Marcin;"Rosalie;1984;Ducos', *["Autre;Mona;1970;Ducos"] * 2000]
    with pytest.raises(SheetRefused) as refused:
        imports.bring_in(context, "\n".join(lines).encode(), "liste.csv", BY)
    assert "guillemet" in refused.value.sentence
