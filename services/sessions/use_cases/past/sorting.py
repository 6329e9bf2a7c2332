"""What becomes of each line of an act, before anything is written: the same for a try and for an import."""

import dataclasses

from lakou.contracts.vocabulary import ActivityKind
from lakou.kernel.db import Db
from services.sessions.model import KnownPerson, PastAct, PastOutcome, fold
from services.sessions.past import Act, Field, Line
from services.sessions.storage import past as storage
from services.sessions.storage import people, seats
from services.sessions.use_cases.past import doubles
from services.sessions.use_cases.past.matching import People
from services.sessions.use_cases.past.verdicts import Verdict

KNOWN = "Déjà reprise."
CHANGED = "Déjà reprise. La Coop l’a modifiée depuis : pour reprendre la nouvelle, annulez d’abord l’import qui l’a apportée."
NOBODY = (
    "«\N{NO-BREAK SPACE}{name}\N{NO-BREAK SPACE}» n’a pas de fiche ici. Importez d’abord les bénéficiaires, ou comptez-la sans nom."
)
WHICH = "Est-ce la même personne\N{NO-BREAK SPACE}? {names}."
TWICE = "La même personne qu’à la ligne {line} : comptée une fois."
STRANGE = "Thème non repris : {themes}."
PARTIAL = "Il manque {missing} participants de cette activité dans le fichier : ils ne comptent pas."


def refused(line: Line) -> Verdict:
    """A line that says too little."""
    assert line.trouble is not None
    return Verdict(line, PastOutcome.REFUSED, line.trouble.message, line.trouble.field.value)


def sort(db: Db, act: Act, lines: list[Line], register: People) -> list[Verdict]:
    """What becomes of the lines of an act, given what was taken in before."""
    register.db = db
    before = db.get(PastAct, act.key)
    verdicts = [_verdict(db, act, line, before, register) for line in lines]
    verdicts = _heads_known(verdicts, before)
    verdicts = doubles.ask(db, act, _once_each(verdicts))
    remark = _remark(act)
    if remark and verdicts[0].outcome is PastOutcome.CREATED:
        verdicts[0] = dataclasses.replace(verdicts[0], message=remark, field=Field.THEMES.value if act.strange_themes else None)
    return verdicts


def _verdict(db: Db, act: Act, line: Line, before: PastAct | None, register: People) -> Verdict:
    if not line.person:
        return Verdict(line, PastOutcome.CREATED)
    if before is not None and (before.support_id or fold(line.person) in map(fold, storage.nameless(db, act.key))):
        return Verdict(line, PastOutcome.KNOWN, _known(act, before))
    match = register.match(line)
    if match.person is not None:
        if before is not None and _takes_part(db, before, match.person):
            return Verdict(line, PastOutcome.KNOWN, _known(act, before), person=match.person, candidates=match.candidates)
        return Verdict(line, PastOutcome.CREATED, person=match.person, candidates=match.candidates)
    names = " ; ".join(_portrait(each) for each in match.candidates)
    message = WHICH.format(names=names) if names else NOBODY.format(name=line.person[:60])
    return Verdict(line, PastOutcome.TO_CHECK, message, Field.PERSON.value, candidates=match.candidates)


def _takes_part(db: Db, before: PastAct, person: KnownPerson) -> bool:
    if before.session_id is None:
        return before.support_id is not None
    files = people.files(db, person.beneficiary_id)
    return any(seats.of_person(db, before.session_id, each) is not None for each in files)


def _heads_known(verdicts: list[Verdict], before: PastAct | None) -> list[Verdict]:
    """Of those without a name as many are known as were taken in before."""
    if before is None:
        return verdicts
    left = 1 if before.support_id else before.heads
    found = []
    for verdict in verdicts:
        if verdict.outcome is PastOutcome.CREATED and verdict.person is None and left >= verdict.line.count:
            left -= verdict.line.count
            verdict = dataclasses.replace(verdict, outcome=PastOutcome.KNOWN, message=KNOWN)
        found.append(verdict)
    return found


def _once_each(verdicts: list[Verdict]) -> list[Verdict]:
    """A person twice on one act, or a rank twice (two exports put together), counts once."""
    seen: dict[object, int] = {}
    found = []
    for verdict in verdicts:
        who: object = verdict.person.beneficiary_id if verdict.person else (verdict.line.rank, fold(verdict.line.person))
        if verdict.outcome is PastOutcome.CREATED and who in seen:
            verdict = dataclasses.replace(verdict, outcome=PastOutcome.KNOWN, message=TWICE.format(line=seen[who]))
        seen.setdefault(who, verdict.line.number)
        found.append(verdict)
    return found


def _known(act: Act, before: PastAct) -> str:
    return KNOWN if act.digest == before.digest else CHANGED


def _remark(act: Act) -> str:
    said = [STRANGE.format(themes=", ".join(theme[:40] for theme in act.strange_themes[:5]))] if act.strange_themes else []
    if act.missing and act.kind == ActivityKind.COLLECTIF:
        said.append(PARTIAL.format(missing=act.missing))
    return " ".join(said)


def _portrait(person: KnownPerson) -> str:
    return f"{person.name}, naissance {person.birth_year}" if person.birth_year else person.name
