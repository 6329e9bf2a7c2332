"""The head of a paper about one session."""

from services.sessions.paper.drawing import GREY, MARGIN, WIDTH, Paper
from services.sessions.paper.values import Heading


def open_paper(kind: str, heading: Heading) -> Paper:
    """A paper whose pages say which session they are about."""
    running = f"{kind} · {heading.title} · {heading.when}"
    return Paper(f"{kind}, {heading.title}", running, f"{heading.association} · {heading.title} · imprimée le {heading.printed}")


def write(paper: Paper, kind: str, heading: Heading, width: float = WIDTH) -> None:
    """Who invites, to what, when, where and with whom."""
    paper.write_line(f"{heading.association} · {kind}", 9.5, colour=GREY, width=width)
    paper.ln(1.5)
    paper.write_line(heading.title, 18, bold=True, width=width)
    paper.ln(1.5)
    paper.write_line(heading.when, 11.5, bold=True, width=width)
    paper.write_line(heading.where, 11.5, width=width)
    if heading.helpers:
        paper.write_line(heading.helpers, 11.5, width=width)
    paper.set_x(MARGIN)
