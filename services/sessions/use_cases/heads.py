"""Counting heads without a name."""

import uuid
from collections.abc import Mapping
from typing import TypeVar

from lakou.contracts.vocabulary import AgeBracket, Gender, SocialStatus, Vocabulary
from lakou.kernel import clock, outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.problems import InvalidInput
from services.sessions.model import AnonymousCount
from services.sessions.storage import planning
from services.sessions.use_cases.balance import settle

REST = "non_communique"
V = TypeVar("V", bound=Vocabulary)

Margin = Mapping[str, int]


def count_anonymous(
    context: ServiceContext,
    session_id: uuid.UUID,
    total: int,
    *,
    gender: Margin | None = None,
    age: Margin | None = None,
    social_status: Margin | None = None,
) -> AnonymousCount:
    """How many came without a name, with margins by national code; what a margin leaves out is `non_communique`.

    The whole count each time: the last one replaces the others. Raises NotFound, SessionCancelled, TooEarly, and InvalidInput
    for a margin that does not add up.
    """
    margins = check_margins(total, gender=gender or {}, age=age or {}, social_status=social_status or {})
    with context.database.transaction() as db:
        session = planning.locked(db, session_id)
        session.check_counts_heads()
        session.check_open(clock.now())
        counted = db.get(AnonymousCount, session_id)
        if counted is None:
            counted = AnonymousCount(session_id=session_id)
            db.add(counted)
        if (counted.total, counted.gender, counted.age, counted.social_status) != (total, *margins):
            counted.total = total
            counted.gender, counted.age, counted.social_status = margins
            outbox.record(db, counted.counted())
            settle(db, session)
        return counted


def check_margins(
    total: int, *, gender: Margin, age: Margin, social_status: Margin
) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """The three margins, each adding up to `total`. Raises InvalidInput naming the margins that cannot."""
    errors: dict[str, str] = {}
    filled = (
        _fill("gender", gender, total, Gender, errors),
        _fill("age", age, total, AgeBracket, errors),
        _fill("social_status", social_status, total, SocialStatus, errors),
    )
    if errors:
        raise InvalidInput(errors)
    return filled


def _fill(name: str, margin: Margin, total: int, codes: type[V], errors: dict[str, str]) -> dict[str, int]:
    known = [code.value for code in codes]
    if strange := [key for key in margin if key not in known]:
        errors[name] = f"« {strange[0][:40]} » n’est pas un code. Choisissez parmi : {', '.join(known)}."
        return {}
    told = sum(margin.values())
    if any(number < 0 for number in margin.values()):
        errors[name] = "Un nombre de personnes ne peut pas être négatif."
    elif told > total:
        errors[name] = f"Cela fait {told} personnes pour {total} en tout. Corrigez l’un ou l’autre."
    elif REST in margin and told != total:
        errors[name] = f"Cela fait {told} personnes pour {total} en tout. Corrigez, ou laissez « non communiqué » vide."
    rest = margin.get(REST, 0) + total - told
    numbers = {key: margin[key] for key in known if key != REST and margin.get(key)}
    return numbers | {REST: rest} if rest > 0 else numbers
