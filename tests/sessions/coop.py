"""A workbook as La Coop exports activities: facts of the export, its filters, then a row per participant."""

import datetime as dt
import io
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

import xlsxwriter

TITLES = (
    "Date",
    "Enregistré le",
    "Dernière modification le",
    "Type",
    "Participants",
    "Bénéficiaire",
    "Canaux d’accompagnement",
    "Nom du lieu",
    "Adresse",
    "Commune",
    "Code postal",
    "Code Insee",
    "Durée (min)",
    "Nom de l’atelier",
    "Matériel numérique utilisé",
    "Thématique(s) d’accompagnement",
    "Tags",
    "Nom de la démarche administrative",
    "Niveau d’autonomie (ou de l’atelier)",
    "Bénéficiaire réorienté",
    "Structure de redirection",
    "Commune du bénéficiaire",
    "Code postal du bénéficiaire",
    "Code Insee du bénéficiaire",
    "Genre du bénéficiaire",
    "Tranche d’âge du bénéficiaire",
    "Statut du bénéficiaire",
    "Notes supplémentaires",
    "Source de la donnée",
    "ID CRA",
)
FILTERS = ("Période", "Source", "Lieux d’accompagnement", "Communes", "Départements", "Type d’accompagnement", "Rôle")
ANONYMOUS = "Bénéficiaire anonyme"
Cells = Mapping[str, Any]


def individual(cra: uuid.UUID, person: str = ANONYMOUS, **more: Any) -> list[Cells]:
    """One individual act."""
    return [_row(cra, "Accompagnement individuel", 1, person, {"Niveau d’autonomie (ou de l’atelier)": "2/3"} | more)]


def workshop(cra: uuid.UUID, people: Iterable[str], **more: Any) -> list[Cells]:
    """A workshop, a row per participant."""
    names = list(people)
    more = {"Nom de l’atelier": "Mon téléphone sans peur"} | more
    ranks = [f"{rank}/{len(names)}" if len(names) > 1 else 1 for rank in range(1, len(names) + 1)]
    return [_row(cra, "Atelier collectif", rank, name, more) for rank, name in zip(ranks, names, strict=True)]


def _row(cra: uuid.UUID, kind: str, rank: Any, person: str, more: Cells) -> Cells:
    usual: dict[str, Any] = {
        "Date": dt.date(2026, 2, 3),
        "Enregistré le": "03/02/2026 à 15:04",
        "Type": kind,
        "Participants": rank,
        "Bénéficiaire": person,
        "Canaux d’accompagnement": "Lieu d’activité",
        "Nom du lieu": "Médiathèque du Lamentin",
        "Commune": "Le Lamentin",
        "Code postal": "97232",
        "Code Insee": "97213",
        "Durée (min)": 90,
        "Matériel numérique utilisé": "Ordinateur\nTéléphone",
        "Thématique(s) d’accompagnement": "E-mail\nSanté",
        "Genre du bénéficiaire": "Féminin",
        "Tranche d’âge du bénéficiaire": "Non communiqué",
        "Statut du bénéficiaire": "Non communiqué ou hétérogène",
        "Source de la donnée": "La Coop de la médiation numérique (V2)",
        "ID CRA": str(cra),
    }
    return usual | dict(more)


WRITTEN_AT = dt.datetime(2026, 3, 10, 9, 12, tzinfo=dt.UTC)
"""A file written in another second would be another file."""


def export(rows: Iterable[Cells], titles: tuple[str, ...] = TITLES) -> bytes:
    """The workbook."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        book.set_properties({"created": WRITTEN_AT})
        page, day = book.add_worksheet("Activités"), book.add_format({"num_format": "dd/mm/yyyy"})
        above: list[tuple[str, str]] = [
            ("Informations export", ""),
            ("Nom", "Orvil"),
            ("Prénom", "Mélissa"),
            ("Rôle", "Médiatrice"),
        ]
        above += [("Total", "3"), ("Date d'export", "10/03/2026"), ("Heure d'export", "09:12"), ("", ""), ("Filtres", "")]
        above += [*((name, "-") for name in FILTERS), ("", "")]
        for line, pair in enumerate(above):
            page.write_row(line, 0, pair)
        page.write_row(len(above), 0, titles)
        for line, cells in enumerate(rows, len(above) + 1):
            for column, title in enumerate(titles):
                value = cells.get(title, "")
                if isinstance(value, dt.date):
                    page.write_datetime(line, column, dt.datetime.combine(value, dt.time()), day)
                else:
                    page.write(line, column, value)
    return kept.getvalue()


FIRST = len(FILTERS) + 12
"""The row of the first line, as a spreadsheet shows it."""

HER_TITLES = (
    "Nom",
    "Prénom",
    "Année de naissance",
    "Nom de la commune",
    "Code INSEE",
    "Code postal",
    "N° de téléphone",
    "E-mail",
    "Genre",
    "Tranche d’âge",
    "Statut",
    "Nombre d’accompagnements",
    "Notes supplémentaires",
)


def beneficiaries(rows: Iterable[tuple[Any, ...]]) -> bytes:
    """La Coop's export of beneficiaries: the same lines above, then a row per person, `-` where nothing is known."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        book.set_properties({"created": WRITTEN_AT})
        page = book.add_worksheet("Bénéficiaires")
        above = [("Informations export", ""), ("Nom", "Orvil"), ("Prénom", "Mélissa"), ("Rôle", "Médiatrice"), ("Total", "3")]
        above += [
            ("Date d'export", "10/03/2026"),
            ("Heure d'export", "09:12"),
            ("", ""),
            ("Filtres", ""),
            ("Période", "-"),
            ("", ""),
        ]
        for line, cells in enumerate([*above, HER_TITLES, *rows]):
            page.write_row(line, 0, cells)
    return kept.getvalue()
