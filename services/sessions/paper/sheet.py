"""The sign-in sheet: who is expected, room to sign, lines for who comes without a seat, and a code that opens the keying page."""

import io

import segno

from services.sessions.paper import heading as head
from services.sessions.paper.drawing import GREY, INK, MARGIN, RULE, WIDTH, Paper
from services.sessions.paper.values import SheetLine, SignInSheet

KIND = "Feuille d’émargement"
QR = 30.0
NUMBER, NAME, EXCUSED = 11.0, 72.0, 17.0
SIGNATURE = WIDTH - NUMBER - NAME - EXCUSED
ROW = 11.0


def draw(sheet: SignInSheet) -> bytes:
    """The file."""
    paper = head.open_paper(KIND, sheet.heading)
    _qr(paper, sheet.address)
    top = paper.get_y()
    head.write(paper, KIND, sheet.heading, WIDTH - QR - 8)
    paper.set_y(max(paper.get_y(), top + QR + 5) + 3)
    if sheet.listed:
        _titles(paper)
        for line in sheet.listed:
            _person(paper, line)
    else:
        paper.write_line("Personne n’est inscrit pour l’instant.", 11, colour=GREY)
    _walk_ins(paper, sheet.blanks)
    _heads(paper)
    if sheet.waiting:
        _waiting(paper, sheet.waiting)
    return paper.done()


def _qr(paper: Paper, address: str) -> None:
    code = io.BytesIO()
    segno.make(address, error="m", micro=False).save(code, kind="png", scale=8, border=2)
    code.seek(0)
    x = MARGIN + WIDTH - QR
    paper.image(code, x=x, y=MARGIN, w=QR, h=QR, alt_text=f"Code qui ouvre {address}")
    paper.set_xy(x - 3, MARGIN + QR)
    paper.face(8, colour=GREY)
    paper.cell(QR + 6, 4, "Pour saisir cette feuille", align="C")
    paper.set_xy(MARGIN, MARGIN)


def _titles(paper: Paper) -> None:
    paper.table_row(("N°", "Prénom et nom", "Signature", "Excusée"), (NUMBER, NAME, SIGNATURE, EXCUSED), 6, titles=True)


def _person(paper: Paper, line: SheetLine) -> None:
    if not paper.room_for(ROW):
        paper.add_page()
        _titles(paper)
    y = paper.get_y()
    paper.table_row((str(line.number), line.name, "", ""), (NUMBER, NAME, SIGNATURE, EXCUSED), ROW)
    paper.box(MARGIN + NUMBER + NAME + SIGNATURE + 5, y + 3.5)


def _title(paper: Paper, text: str, hint: str, height: float) -> None:
    """A part of the sheet, begun on a page that holds its beginning."""
    paper.ln(5)
    if not paper.room_for(height + 14):
        paper.add_page()
    paper.write_line(text, 12, bold=True)
    paper.write_line(hint, 9, colour=GREY)


def _walk_ins(paper: Paper, blanks: int) -> None:
    widths = (NUMBER, NAME, 38.0, WIDTH - NUMBER - NAME - 38.0)
    titles = ("", "Prénom et nom", "Téléphone", "Signature")
    _title(paper, "Venues sans inscription", "Écrivez lisiblement : le nom sera cherché dans les personnes connues.", 3 * ROW)
    paper.table_row(titles, widths, 6, titles=True)
    for _ in range(blanks):
        if not paper.room_for(ROW):
            paper.add_page()
            paper.table_row(titles, widths, 6, titles=True)
        paper.table_row(("+", "", "", ""), widths, ROW)


def _heads(paper: Paper) -> None:
    _title(paper, "Sans nom", "Les personnes venues qui ne donnent pas leur nom. Elles comptent aussi.", 12)
    y = paper.get_y() + 2
    x = MARGIN
    for label in ("En tout", "Femmes", "Hommes"):
        paper.set_xy(x, y)
        paper.face(11)
        width = paper.get_string_width(label) + 3
        paper.cell(width, 9, label)
        paper.set_draw_color(*RULE)
        paper.rect(x + width, y, 18, 9)
        x += width + 26
    paper.set_text_color(*INK)
    paper.set_xy(MARGIN, y + 10)


def _waiting(paper: Paper, waiting: tuple[SheetLine, ...]) -> None:
    hint = "Aucune place ne leur est gardée. Si l’une vient, elle signe ici : sa présence compte."
    _title(paper, "Liste d’attente", hint, 2 * ROW)
    _titles(paper)
    for line in waiting:
        _person(paper, line)
