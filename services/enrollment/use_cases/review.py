"""Files that may be one person's and were let in: spelled otherwise, names swapped, or under another birth with one number."""

from dataclasses import dataclass

from rapidfuzz.distance import JaroWinkler

from lakou.kernel.context import ServiceContext
from services.enrollment.model import Beneficiary
from services.enrollment.model.sounds import sound_of
from services.enrollment.sheets.names import normalise
from services.enrollment.storage import merges as storage

SOUNDS_ALIKE = "Noms qui se prononcent pareil"
SAME_PHONE = "Même téléphone, prénoms proches"
MOST = 200
NEAR_ENOUGH = 0.85


@dataclass(frozen=True)
class Likely:
    """Two files and why somebody should look."""

    one: Beneficiary
    other: Beneficiary
    reason: str


def pairs(context: ServiceContext, limit: int = MOST) -> list[Likely]:
    """The pairs that nobody has looked at yet, each once."""
    with context.database.reading() as db:
        sounding, sharing = storage.sounding_alike(db, limit), storage.sharing_a_phone(db, limit)
    found = [Likely(one, other, SOUNDS_ALIKE) for one, other in sounding]
    seen = {(each.one.id, each.other.id) for each in found}
    near = [pair for pair in sharing if (pair[0].id, pair[1].id) not in seen and _given_names_are_near(*pair)]
    return [*found, *(Likely(one, other, SAME_PHONE) for one, other in near)][:limit]


def _given_names_are_near(one: Beneficiary, other: Beneficiary) -> bool:
    """Spouses share a number, and are not shown: it takes their given names as well."""
    first, second = normalise(one.given_name), normalise(other.given_name)
    return sound_of(first) == sound_of(second) or JaroWinkler.similarity(first, second) >= NEAR_ENOUGH
