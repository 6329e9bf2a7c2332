"""What a team noted both in La Coop and here would count twice: what looks like it is asked about, and never taken by itself.

Nothing says for sure that two entries are one act. The same person helped alone on the same day is likely; so is a workshop of the
same day where one of its people came, or at the same place. Of somebody helped alone without a name nothing can be said.
"""

import dataclasses
from collections import Counter

from lakou.contracts.vocabulary import ActivityKind
from lakou.kernel.db import Db
from services.sessions.model import KnownPerson, PastAct, PastOutcome, Support, WorkshopSession, fold
from services.sessions.past import Act
from services.sessions.storage import noted_here, people
from services.sessions.storage import past as storage
from services.sessions.use_cases.past.verdicts import Verdict

SUPPORT = (
    "Une aide du même jour est déjà notée ici pour cette personne, {minutes}\N{NO-BREAK SPACE}min."
    " Est-ce la même\N{NO-BREAK SPACE}?"
)
SESSION = (
    "Une séance du même jour est déjà notée ici, «\N{NO-BREAK SPACE}{title}\N{NO-BREAK SPACE}», à {hour}."
    " Est-ce la même\N{NO-BREAK SPACE}?"
)
SAID = "Déjà notée ici."


def ask(db: Db, act: Act, verdicts: list[Verdict]) -> list[Verdict]:
    """The same verdicts, but to be checked where what would be created looks like what was noted here."""
    if not any(verdict.outcome is PastOutcome.CREATED for verdict in verdicts):
        return verdicts
    message = _message(db, act, verdicts)
    said = Counter(storage.said_twice(db, act.key))
    return [_asked(verdict, message, said) for verdict in verdicts] if message else verdicts


def looks_like(db: Db, act: Act, verdict: Verdict) -> str:
    """What to ask about a line for which somebody decided who she is; nothing once other lines of its act were taken in."""
    return "" if db.get(PastAct, act.key) is not None else _message(db, act, [verdict])


def _message(db: Db, act: Act, verdicts: list[Verdict]) -> str:
    if act.kind == ActivityKind.INDIVIDUEL:
        support = next((_same_support(db, act, each.person) for each in verdicts if each.person), None)
        return SUPPORT.format(minutes=support.duration_minutes) if support else ""
    session = _same_session(db, act, verdicts)
    return SESSION.format(title=session.title, hour=f"{session.starts_local:%H:%M}") if session else ""


def _same_support(db: Db, act: Act, person: KnownPerson) -> Support | None:
    """The help noted here that this one may be."""
    files = people.files(db, person.beneficiary_id)
    return next((each for each in noted_here.supports(db, files, act.day) if _alike(act, each.themes)), None)


def _same_session(db: Db, act: Act, verdicts: list[Verdict]) -> WorkshopSession | None:
    hers = {file for each in verdicts if each.person for file in people.files(db, each.person.beneficiary_id)}
    place = fold(act.place)
    for session in noted_here.sessions(db, act.day):
        at_its_place = bool(place) and fold(session.venue_name or "") == place
        if _alike(act, session.themes) and (at_its_place or hers & noted_here.present_at(db, session.id)):
            return session
    return None


def _alike(act: Act, themes: list[str]) -> bool:
    return not act.themes or not themes or not set(themes).isdisjoint(act.themes)


def _asked(verdict: Verdict, message: str, said: Counter[str]) -> Verdict:
    if verdict.outcome is not PastOutcome.CREATED:
        return verdict
    if said[verdict.label]:
        said[verdict.label] -= 1
        return dataclasses.replace(verdict, outcome=PastOutcome.KNOWN, message=SAID, double=True)
    return dataclasses.replace(verdict, outcome=PastOutcome.TO_CHECK, message=message, double=True)
