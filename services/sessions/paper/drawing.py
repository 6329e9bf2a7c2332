"""An A4 page of the house: its font, its head, its foot with the page's number, and a few strokes that the papers share."""

from collections.abc import Sequence

from font_roboto import Roboto, RobotoBold
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from lakou.kernel import clock

MARGIN = 15.0
WIDTH = 210 - 2 * MARGIN
INK, GREY, RULE = (25, 45, 48), (95, 110, 112), (150, 165, 166)


class Paper(FPDF):
    """Every following page opens with `running`, every page ends with `foot` and its number."""

    def __init__(self, title: str, running: str, foot: str) -> None:
        super().__init__(format="A4")
        self.running, self.foot = running, foot
        self.add_font("body", "", Roboto)
        self.add_font("body", "B", RobotoBold)
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(True, 18)
        self.set_title(title)
        self.set_lang("fr-FR")
        self.set_creation_date(clock.now())
        self.add_page()

    def header(self) -> None:
        """The first page has a head of its own."""
        if self.page_no() > 1:
            self.write_line(self.running, 9, colour=GREY)
            self.ln(3)

    def footer(self) -> None:
        """What it is, and which page of how many."""
        self.set_y(-12)
        self.face(8, colour=GREY)
        self.cell(WIDTH - 25, 5, self.fitted(self.foot, WIDTH - 25))
        self.cell(25, 5, f"page {self.page_no()} sur {{nb}}", align="R")

    def face(self, size: float, *, bold: bool = False, colour: tuple[int, int, int] = INK) -> None:
        """How the next words look."""
        self.set_font("body", "B" if bold else "", size)
        self.set_text_color(*colour)

    def write_line(
        self, text: str, size: float, *, bold: bool = False, colour: tuple[int, int, int] = INK, width: float = WIDTH
    ) -> None:
        """A paragraph, wrapped in `width` from the left margin."""
        self.face(size, bold=bold, colour=colour)
        self.set_x(MARGIN)
        self.multi_cell(width, size * 0.5, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def fitted(self, text: str, width: float) -> str:
        """The text, cut with an ellipsis when it is wider than `width` in the face of the moment."""
        if self.get_string_width(text) <= width - 2:
            return text
        while text and self.get_string_width(text + "…") > width - 2:
            text = text[:-1]
        return text.rstrip() + "…"

    def room_for(self, height: float) -> bool:
        """Whether so much fits on this page."""
        return self.get_y() + height <= self.page_break_trigger

    def table_row(self, cells: Sequence[str], widths: Sequence[float], height: float, *, titles: bool = False) -> None:
        """A row between thin rules; each cell is made smaller, then cut, to fit its width."""
        self.set_draw_color(*RULE)
        self.set_line_width(0.2)
        self.set_x(MARGIN)
        for text, width in zip(cells, widths, strict=True):
            self.face(8 if titles else 11, colour=GREY if titles else INK)
            if not titles and self.get_string_width(text) > width - 2:
                self.set_font_size(8.5)
            self.cell(width, height, self.fitted(text, width), border="B")
        self.ln(height)

    def box(self, x: float, y: float, side: float = 4) -> None:
        """A box to tick."""
        self.set_draw_color(*INK)
        self.set_line_width(0.25)
        self.rect(x, y, side, side)

    def done(self) -> bytes:
        """The file."""
        return bytes(self.output())
