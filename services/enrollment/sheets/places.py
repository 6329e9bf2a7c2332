"""Where a person lives: a commune by its name, its postal code or its INSEE code, and how sure we are."""

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from lakou.contracts.territories import Commune, Territory, commune, communes, communes_of_postal_code, is_insee_outside
from services.enrollment.sheets.names import normalise

UNKNOWN = "Cette commune n’est pas reconnue : écrivez son nom complet, ou ajoutez une colonne « Code INSEE » si elle est ailleurs."
CONTRADICTION = "La commune et le code INSEE ne sont pas d’accord : gardez le bon."

_CODE = re.compile(r"\b\d{5}\b", re.ASCII)
_ARTICLES = ("le", "la", "les", "l")
_SHORT = {
    "st": "saint",
    "ste": "sainte",
    "s": "saint",
    "fdf": "fort de france",
    "pap": "pointe a pitre",
    "slm": "saint laurent du maroni",
}
_QUARTERS = {"marigot": "97801", "grand case": "97801", "quartier orleans": "97801", "sandy ground": "97801", "concordia": "97801"}
_CLOSE_ENOUGH, _CLEARLY_BEST, _SHORTEST = 88, 4, 5


@dataclass(frozen=True)
class Place:
    """`insee` of a commune; `guessed` when someone should look at it. All empty when nothing was said."""

    insee: str | None = None
    guessed: bool = False
    problem: str = ""


def read_place(name: str, postal_code: str, insee: str, home: Territory | None = None) -> Place:
    """Put together the columns Commune, Code postal and Code INSEE, any of which may be empty.

    Five digits in the column Commune are a postal code first: 50 of our 89 INSEE codes are also a neighbour's postal code.
    `home` settles names that two territories share, such as Lamentin.
    """
    name, postal_code, insee = (_said(text) for text in (name, postal_code, insee))
    by_name = _named(name, postal_code, home)
    if insee:
        return _coded(insee, by_name)
    if by_name is not None:
        return by_name
    by_code = _posted(postal_code)
    if by_code is not None:
        return Place(by_code.insee, by_code.guessed or bool(name))
    return Place(problem=UNKNOWN) if name or postal_code else Place()


def _said(text: str) -> str:
    """Without what a lookup that failed leaves, and with the leading zero that a spreadsheet dropped."""
    said = "" if text in {"0", "0.0"} else text
    return f"0{said}" if re.fullmatch(r"\d{4}", said, re.ASCII) else said


def _coded(code: str, by_name: Place | None) -> Place:
    """A column titled Code INSEE is believed, unless the name says otherwise."""
    known = commune(code)
    if known is None:
        return _unlisted(code, by_name)
    if by_name is None or by_name.insee == known.insee or by_name.guessed:
        return Place(known.insee)
    if any(each.insee == by_name.insee for each in communes_of_postal_code(code)):
        return Place(by_name.insee, guessed=True)  # a postal code in the wrong column
    return Place(problem=CONTRADICTION)


def _unlisted(code: str, by_name: Place | None) -> Place:
    if is_insee_outside(code):
        return Place(code, guessed=by_name is not None)
    likely = by_name or _posted(code)
    return Place(likely.insee, guessed=True) if likely else Place(problem=UNKNOWN)


def _posted(code: str) -> Place | None:
    sharing = communes_of_postal_code(code)
    return Place(sharing[0].insee, guessed=len(sharing) > 1) if sharing else None


def _named(name: str, postal_code: str, home: Territory | None) -> Place | None:
    within = _CODE.search(name)
    if within is None:
        return _by_words(name, postal_code, home)
    words = name.replace(within[0], " ").strip(" ()-,")
    if words:
        return _by_words(words, postal_code or within[0], home) or _posted(within[0])
    posted = _posted(within[0])
    code = posted.insee if posted else getattr(commune(within[0]), "insee", None)
    return Place(code, guessed=True) if code else None


def _by_words(name: str, postal_code: str, home: Territory | None) -> Place | None:
    key = _key(name)
    candidates = _gazetteer().get(key, ())
    if candidates:
        return _settled(name, candidates, postal_code, home)
    close = _beginning(key) or _closest(key)
    return Place(_settled(name, close, postal_code, home).insee, guessed=True) if close else None


def _settled(name: str, candidates: Sequence[Commune], postal_code: str, home: Territory | None) -> Place:
    """One of the communes of this name: the postal code decides, then home, then the spelling, then the population."""
    posted = [each for each in candidates if postal_code in each.postal_codes]
    if len(candidates) == 1:
        contradicted = not posted and bool(communes_of_postal_code(postal_code))
        return Place(candidates[0].insee, guessed=contradicted)
    if len(posted) == 1:
        return Place(posted[0].insee)
    spelled = [each for each in candidates if normalise(each.name) == normalise(name)]
    if len(spelled) == 1 and (home is None or spelled[0].territory == home):
        article_written = normalise(name) != _key(name)
        return Place(spelled[0].insee, guessed=home is None and not article_written)
    at_home = [each for each in candidates if home is not None and each.territory == home]
    choice = max(at_home or spelled or candidates, key=lambda each: each.population)
    return Place(choice.insee, guessed=True)


def _key(name: str) -> str:
    words = [_SHORT.get(word, word) for word in normalise(name).split()]
    return " ".join(words[1:] if len(words) > 1 and words[0] in _ARTICLES else words)


@functools.cache
def _gazetteer() -> dict[str, tuple[Commune, ...]]:
    """Communes by the key of their name, the best known quarters of Saint-Martin included."""
    found: dict[str, tuple[Commune, ...]] = {}
    for each in communes():
        found[_key(each.name)] = (*found.get(_key(each.name), ()), each)
    for quarter, insee in _QUARTERS.items():
        whole = commune(insee)
        found[quarter] = (*found.get(quarter, ()), *([whole] if whole else []))
    return found


def _beginning(key: str) -> tuple[Commune, ...]:
    """`Saint-Laurent` for Saint-Laurent-du-Maroni, when one name alone begins so."""
    if len(key) < _SHORTEST:
        return ()
    begun = [known for known in _gazetteer() if known.startswith(f"{key} ")]
    return _gazetteer()[begun[0]] if len(begun) == 1 else ()


@functools.lru_cache(maxsize=4096)
def _closest(key: str) -> tuple[Commune, ...]:
    """The name one or two letters away, when no other is nearly as close."""
    if len(key) < _SHORTEST:
        return ()
    best = process.extract(key, list(_gazetteer()), scorer=fuzz.ratio, limit=2, score_cutoff=_CLOSE_ENOUGH - _CLEARLY_BEST)
    if not best or best[0][1] < _CLOSE_ENOUGH or (len(best) > 1 and best[0][1] - best[1][1] < _CLEARLY_BEST):
        return ()
    return _gazetteer()[best[0][0]]
