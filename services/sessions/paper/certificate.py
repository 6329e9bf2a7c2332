"""The certificate of attendance: what she really attended, the hours in all, who says so."""

from services.sessions.paper import words
from services.sessions.paper.drawing import GREY, MARGIN, WIDTH, Paper
from services.sessions.paper.values import Attended, Certificate

WIDTHS = (34.0, 70.0, 54.0, WIDTH - 158.0)
TITLES = ("Jour", "Activité", "Lieu", "Durée")
ROW = 8.0


def draw(certificate: Certificate) -> bytes:
    """The file."""
    running = f"Attestation de présence · {certificate.person}"
    paper = Paper(running.replace(" · ", ", "), running, f"{certificate.association} · Attestation de présence")
    paper.write_line(certificate.association, 12, bold=True)
    paper.ln(12)
    paper.write_line("Attestation de présence", 22, bold=True)
    paper.ln(6)
    paper.write_line(_sentence(certificate), 12)
    paper.ln(4)
    paper.table_row(TITLES, WIDTHS, 6, titles=True)
    for each in certificate.attended:
        _line(paper, each)
    paper.ln(3)
    count = len(certificate.attended)
    paper.write_line(
        f"En tout : {words.duration(certificate.minutes)}, en {count} présence{'s' if count > 1 else ''}.", 12, bold=True
    )
    _signature(paper, certificate)
    return paper.done()


def _sentence(certificate: Certificate) -> str:
    return (
        f"{certificate.association} atteste que {certificate.person} a été présente ou présent aux activités suivantes, "
        f"du {words.short_day(certificate.since)} au {words.short_day(certificate.until)}."
    )


def _line(paper: Paper, each: Attended) -> None:
    if not paper.room_for(ROW):
        paper.add_page()
        paper.table_row(TITLES, WIDTHS, 6, titles=True)
    paper.table_row((words.short_day(each.day), each.title, each.where, words.duration(each.minutes)), WIDTHS, ROW)


def _signature(paper: Paper, certificate: Certificate) -> None:
    if not paper.room_for(62):
        paper.add_page()
    paper.ln(10)
    paper.write_line(f"Fait à {certificate.place}, le {words.short_day(certificate.day)}.", 12)
    paper.ln(4)
    paper.write_line("Pour l’association, nom, qualité, signature et cachet :", 10, colour=GREY)
    y = paper.get_y() + 24
    paper.line(MARGIN, y, MARGIN + 90, y)
    paper.set_y(y + 6)
    paper.write_line(
        "Attestation remise à la personne, à sa demande. Elle ne dit rien du contenu des accompagnements.", 9, colour=GREY
    )
