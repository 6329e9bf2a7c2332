"""Key a paper sheet in: a letter a line in the order of the sheet, names written below it, heads without a name."""

import dataclasses
import uuid
from collections.abc import Mapping

from werkzeug.wrappers import Response

from lakou.contracts.vocabulary import AttendanceStatus, SeatState
from lakou.kernel import clock
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput, NotFound, RuleBroken
from lakou.kernel.web.call import Call
from lakou.kernel.web.flash import Flash
from services.sessions import use_cases
from services.sessions.model import AnonymousCount, KnownPerson, Seat, WorkshopSession, fold
from services.sessions.model.rules import UnknownBeneficiary
from services.sessions.pages.doors import ROUTES, STAFF
from services.sessions.pages.papers import here
from services.sessions.pages.roll import number_typed
from services.sessions.pages.views import an_id, name_of
from services.sessions.storage import people, seats
from services.sessions.use_cases.keying import LETTERS

PATH = "/workshop-sessions/<uuid:id>/keying"
WALK_INS = 6
NAMELESS = "none"
MATCHES = 10
OF_STATE = {status.value: letter for letter, status in LETTERS.items()}
HEADS = ("total", "feminin", "masculin")
WRONG_LETTER = "Écrivez P, E ou A."


@dataclasses.dataclass(frozen=True)
class Line:
    """A line of the sheet: its number, whose it is, the letter to show, and the one that was recorded."""

    number: int
    name: str
    letter: str
    was: str
    waits: bool


@dataclasses.dataclass(frozen=True)
class Walker:
    """A name written below the sheet; `found` are the people to choose from when it is not clear who she is."""

    rank: int
    name: str = ""
    found: tuple[KnownPerson, ...] | None = None


@ROUTES.page("GET", PATH, roles=STAFF)
def keying(call: Call) -> Response:
    """The sheet as it is recorded so far."""
    return _show(call)


@ROUTES.page("POST", PATH, roles=STAFF)
def save(call: Call) -> Response:
    """Record what is clear; ask again for the rest, with nothing of it lost."""
    session_id, form = call.params["id"], call.request.form
    marks, errors = _marks(form)
    try:
        walk_ins, nameless, unclear = _walkers(call)
        heads, women, men = (number_typed(name, form.get(name, "")) for name in HEADS)
        use_cases.key_in(call.context, session_id, marks, walk_ins, by=call.principal.account)
        if any(form.get(name, "").strip() != form.get(f"was-{name}", "") for name in HEADS):
            use_cases.count_anonymous(call.context, session_id, heads, gender={"feminin": women, "masculin": men})
        if nameless:
            use_cases.count_more(call.context, session_id, nameless, moment=clock.now())
    except InvalidInput as problem:
        fields = {"gender": "feminin"}
        errors |= {fields.get(name, name).replace("marks.", "mark-"): text for name, text in problem.errors.items()}
        return _show(call, errors=errors, typed=form.to_dict())
    except (RuleBroken, UnknownBeneficiary) as problem:
        return _show(call, errors={"": f"{problem.title}. {problem.sentence}"}, typed=form.to_dict())
    if errors or unclear:
        kept = {name: value for name, value in form.items() if name in errors}
        errors |= {f"walk-{walker.rank}": _who(walker) for walker in unclear}
        return _show(call, errors=errors, typed=kept, unclear=unclear)
    return call.redirect(here(call), Flash("La feuille est saisie."))


def _marks(form: Mapping[str, str]) -> tuple[dict[int, AttendanceStatus], dict[str, str]]:
    """The letters that were changed on this page, by number, and those that are none."""
    marks, errors = {}, {}
    for name, value in form.items():
        letter, number = value.strip().upper(), name.removeprefix("mark-")
        if not name.startswith("mark-") or not number.isdecimal() or letter == form.get(f"was-{number}", "") or not letter:
            continue
        if letter in LETTERS and len(number) < 9:
            marks[int(number)] = LETTERS[letter]
        else:
            errors[name] = WRONG_LETTER
    return marks, errors


def _walkers(call: Call) -> tuple[list[uuid.UUID], int, list[Walker]]:
    """The people meant by the names below the sheet, how many are counted without a name, and the names that are not clear."""
    chosen: list[uuid.UUID] = []
    nameless, unclear = 0, []
    with call.database.reading() as db:
        for rank in range(1, WALK_INS + 1):
            name = call.request.form.get(f"walk-{rank}", "").strip()[:100]
            who = call.request.form.get(f"who-{rank}", "")
            if not name:
                continue
            found = people.search(db, name, MATCHES)
            same = [person for person in found if set(person.folded.split()) == set(fold(name).split())]
            if who == NAMELESS:
                nameless += 1
            elif person := an_id(who):
                chosen.append(person)
            elif len(same) == 1:
                chosen.append(same[0].beneficiary_id)
            else:
                unclear.append(Walker(rank, name, tuple(found)))
    return chosen, nameless, unclear


def _who(walker: Walker) -> str:
    if walker.found:
        return f"« {walker.name} » : choisissez la personne, ou comptez-la sans nom."
    return f"« {walker.name} » : personne ne porte ce nom ici. Corrigez-le, inscrivez-la, ou comptez-la sans nom."


def _show(
    call: Call,
    *,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
    unclear: list[Walker] | None = None,
) -> Response:
    typed, errors = typed or {}, errors or {}
    with call.database.reading() as db:
        session = db.get(WorkshopSession, call.params["id"])
        if session is None:
            raise NotFound("Cette séance n’existe pas. Repartez de la semaine.")
        lines = _lines(db, session, typed)
        counted = db.get(AnonymousCount, session.id) or AnonymousCount(session_id=session.id)
    asked = {walker.rank: walker for walker in unclear or ()}
    walkers = [asked.get(rank) or Walker(rank, typed.get(f"walk-{rank}", "")) for rank in range(1, WALK_INS + 1)]
    first = next((line.number for line in lines if f"mark-{line.number}" in errors or not line.letter), None)
    return call.render(
        "sessions/keying.html",
        status=400 if errors else 200,
        session=session,
        sheet=here(call),
        lines=lines,
        walkers=walkers,
        counted=counted,
        typed=typed,
        first=first,
        errors=errors,
        summary=[(name or None, _line_of(name) + text) for name, text in errors.items()],
    )


def _line_of(name: str) -> str:
    return f"N° {name.removeprefix('mark-')} : " if name.startswith("mark-") else ""


def _lines(db: Db, session: WorkshopSession, typed: Mapping[str, str]) -> list[Line]:
    found = [seat for seat in seats.of_session(db, session.id) if seat.on_the_sheet or seat.state == SeatState.LISTE_ATTENTE]
    known = people.by_ids(db, [seat.beneficiary_id for seat in found])
    return [_line(seat, name_of(known.get(seat.beneficiary_id)), typed) for seat in found]


def _line(seat: Seat, name: str, typed: Mapping[str, str]) -> Line:
    was = OF_STATE.get(seat.state, "")
    return Line(seat.ticket, name, typed.get(f"mark-{seat.ticket}", was)[:1], was, seat.state == SeatState.LISTE_ATTENTE)
