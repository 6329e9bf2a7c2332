"""Whom to telephone before a session, with room to note the answer."""

from services.sessions.paper import heading as head
from services.sessions.paper.drawing import GREY, MARGIN, WIDTH, Paper
from services.sessions.paper.values import Callee, CallList

KIND = "Liste d’appels"
TITLES = ("", "Prénom et nom", "Téléphone", "Pourquoi un appel", "Réponse")
WIDTHS = (9.0, 48.0, 32.0, 55.0, WIDTH - 144.0)
ROW = 10.0


def draw(calls: CallList) -> bytes:
    """The file."""
    paper = head.open_paper(KIND, calls.heading)
    head.write(paper, KIND, calls.heading)
    paper.ln(5)
    if not calls.callees:
        paper.write_line("Personne à appeler : toutes reçoivent les messages.", 12, colour=GREY)
        return paper.done()
    paper.table_row(TITLES, WIDTHS, 6, titles=True)
    for callee in calls.callees:
        _line(paper, callee)
    paper.ln(4)
    paper.write_line("Cette feuille porte des noms et des téléphones : détruisez-la après la séance.", 9, colour=GREY)
    return paper.done()


def _line(paper: Paper, callee: Callee) -> None:
    if not paper.room_for(ROW):
        paper.add_page()
        paper.table_row(TITLES, WIDTHS, 6, titles=True)
    y = paper.get_y()
    why = " · ".join(filter(None, (callee.why, callee.state)))
    paper.table_row(("", callee.name, callee.phone or "Aucun", why, ""), WIDTHS, ROW)
    paper.box(MARGIN + 1, y + 3)
