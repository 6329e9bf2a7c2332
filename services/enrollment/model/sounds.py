"""How a name sounds in French and in Creole, whatever its spelling: Éloïse and Heloyze, Cadet and Kadet, Philippe and Filip.

A skeleton of consonants, with a vowel kept at the beginning alone: vowels are what people write differently, in Creole above all.
Libraries for this (jellyfish, Metaphone) know English: they make four names of the pairs above.
"""

import re

from services.enrollment.sheets.names import normalise

SILENT = r"(?<=[aeiouyn])[tdsxz]+$|(?<=..)es?$"
_RULES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^h", ""),
        (r"ph", "f"),
        (r"sch|sh|ch|tch", "j"),
        (r"qu?|ck|cc(?![eiy])|c(?![eiy])|x(?=.)", "k"),
        (r"gu(?=[eiy])", "G"),
        (r"g(?=[eiy])", "j"),
        (r"gn", "n"),
        (r"c|z|ç", "s"),
        (SILENT, ""),
        (r"d?j", "j"),
        (r"(?<=.)h", ""),
        (r"w", "v"),
        (r"^[aeiouy]+", "a"),
        (r"(?<=.)[aeiouy]+", ""),
        (r"G", "g"),
        (r"(.)\1+", r"\1"),
    )
)


def skeleton(word: str, *, whole: bool = True) -> str:
    """The skeleton of one normalised word; of its beginning alone when it is not `whole`, and silent ends are then unknown."""
    for pattern, sound in _RULES:
        if whole or pattern.pattern != SILENT:
            word = pattern.sub(sound, word)
    return word


def sound_of(name: str) -> str:
    """Of a whole name; the order of its words does not matter, digits are kept."""
    return " ".join(sorted(skeleton(word) or word for word in normalise(name).split()))
