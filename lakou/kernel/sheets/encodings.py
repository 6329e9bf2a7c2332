"""Which of the old encodings a text without a mark is in: the one in which it reads most like our languages."""

import re
from collections.abc import Iterator

CANDIDATES = ("cp1252", "cp850", "mac_roman")
"""Windows, DOS, and Macintosh; of those that read as well, the first."""

_OFTEN = frozenset("éèàçêâîôûùïëñãõáíóú")
_SOMETIMES = frozenset("ÉÈÀÇÊÂÎÔÛÙÏËÑöüäœŒ°«»’‘“”–…€\xa0")
_ACCENTED = re.compile(rb"[\x80-\xff]+")
_ENOUGH = 4000


def likeliest(data: bytes) -> Iterator[str]:
    """The candidates in which all of it can be read, the likeliest first."""
    words = _words(data)
    scores = {name: score for name in CANDIDATES if (score := _score(words, name)) is not None}
    yield from sorted(scores, key=lambda name: -scores[name])


def _words(data: bytes) -> list[bytes]:
    """What is not ASCII, each with the letter before it."""
    found = []
    for match in _ACCENTED.finditer(data):
        found.append(data[max(0, match.start() - 1) : match.end()])
        if len(found) == _ENOUGH:
            break
    return found


def _score(words: list[bytes], encoding: str) -> int | None:
    try:
        return sum(_worth(word.decode(encoding)) for word in words)
    except UnicodeDecodeError:
        return None


def _worth(word: str) -> int:
    """A letter of ours speaks for the encoding, a sign or a capital inside a word (`HÈlËne`) against it."""
    worth = 0
    for before, letter in zip(" " + word, word, strict=False):
        if letter.isascii():
            continue
        inside = before.islower() and letter.isupper()
        worth += -3 if inside else 2 if letter in _OFTEN else 1 if letter in _SOMETIMES else 0 if letter.isalpha() else -2
    return worth
