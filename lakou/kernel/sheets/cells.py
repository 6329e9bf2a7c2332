"""One cell, as text: whatever a spreadsheet held, and what must not be trusted in it."""

import datetime as dt
import re

LONGEST = 20_000  # characters; no one writes so much in a cell
CellValue = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta

_BLANKS = frozenset("- -- — – ? ?? ??? / . ... … nc n.c. n/a néant neant null".split())
_ERRORS = frozenset("#n/a #ref! #nom? #name? #valeur! #value! #div/0! #nul! #null! #nombre! #num! #erreur!".split())
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"')  # how exports keep the leading zero of ="0696001037"
_CALL = re.compile(r"[+\-@]\s*[\w.]+\(|[+\-@][^ ].*[|!]")
_GUARDED = re.compile(r"'[=+\-@]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def as_text(value: CellValue) -> str:
    """A typed cell as a person would read it: 1984.0 is `1984`, a date is ISO."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return _CONTROL.sub("", str(value)[:LONGEST]).strip()


def tidy(text: str) -> str:
    """The text on one line, with single spaces."""
    return " ".join(_CONTROL.sub(" ", text).replace("\u200b", "").replace("\ufeff", "").split())


def content(text: str) -> str:
    """What the cell says: empty for a dash, a question mark or a spreadsheet's error; ="0696" is 0696."""
    said = tidy(text)
    kept = _KEPT_AS_TEXT.fullmatch(said)
    if kept:
        said = kept[1].strip()
    if _GUARDED.match(said):
        said = said[1:]
    return "" if said.casefold() in _BLANKS or said.casefold() in _ERRORS else said


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would compute this text. `+596 696 …`, `-` and `- ne vient pas` are plain text."""
    return text.startswith("=") or _CALL.match(text) is not None


def harmless(text: str) -> str:
    """The text as a CSV may carry it: what a spreadsheet could take for a formula is preceded by an apostrophe."""
    return f"'{text}" if text.lstrip()[:1] in {"=", "+", "-", "@"} or text[:1] in {"\t", "\r", "\n"} else text
