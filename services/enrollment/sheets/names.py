"""When are two names the same."""

import unicodedata

from rapidfuzz.distance import OSA

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})


def words(text: str) -> frozenset[str]:
    """The words of a list written as a sentence."""
    return frozenset(text.split())


def normalise(text: str) -> str:
    """Lower case, no accent, words parted by one space: hyphens, apostrophes and dots count as spaces, digits as letters."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_LIGATURES)
    letters = (character for character in folded if not unicodedata.combining(character))
    return " ".join("".join(character if character.isalnum() else " " for character in letters).split())


def alike(a: str, b: str) -> bool:
    """Whether two names are equal once normalised, or one letter apart (added, left out, replaced, or two swapped).

    A name without a letter is like no other.
    """
    first, second = normalise(a), normalise(b)
    return bool(first and second) and OSA.distance(first, second, score_cutoff=1) <= 1
