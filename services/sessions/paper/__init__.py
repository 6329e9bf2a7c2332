"""What is printed: plain values in, the bytes of a PDF out. Nothing is asked of anyone here.

Drawing takes some tenths of a second of computing: `drawn` does it in another thread, so that the event loop goes on.
"""

from collections.abc import Callable
from typing import TypeVar

from eventlet import tpool

from services.sessions.paper import words
from services.sessions.paper.values import Attended, Callee, CallList, Certificate, Heading, SheetLine, SignInSheet

P = TypeVar("P", SignInSheet, Certificate, CallList)

__all__ = ["Attended", "CallList", "Callee", "Certificate", "Heading", "SheetLine", "SignInSheet", "drawn", "words"]


def drawn(paper: SignInSheet | Certificate | CallList) -> bytes:
    """The PDF. What draws is imported here: it weighs 20 MB and most processes never print."""
    from services.sessions.paper import calls, certificate, sheet

    draw: Callable[..., bytes]
    match paper:
        case SignInSheet():
            draw = sheet.draw
        case Certificate():
            draw = certificate.draw
        case CallList():
            draw = calls.draw
    done: bytes = tpool.execute(draw, paper)
    return done
