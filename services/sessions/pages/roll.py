"""The sheet of a session: who came, the seats, who waits, and calling it off."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from werkzeug.wrappers import Response

from lakou.contracts.vocabulary import AgeBracket, AttendanceStatus, Gender, SeatState, SocialStatus
from lakou.kernel import clock
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput, NotFound, RuleBroken
from lakou.kernel.web.call import Call
from lakou.kernel.web.flash import Flash
from lakou.kernel.web.headers import with_scripts
from services.sessions import use_cases
from services.sessions.model import AnonymousCount, KnownPerson, Seat, WorkshopSession
from services.sessions.model.public_holidays import holiday
from services.sessions.model.seats import WAITS
from services.sessions.pages import training as training_page
from services.sessions.pages.doors import COORDINATORS, ROUTES, STAFF
from services.sessions.pages.reasons import REASONS
from services.sessions.pages.views import lines, name_in, name_of, series_place, zone_label
from services.sessions.schemas.planning import CancelIn
from services.sessions.storage import past, people, seats, supports

ONE = "/workshop-sessions/<uuid:id>"
MARGINS = (("gender", "Genre", Gender), ("age", "Âge", AgeBracket), ("social_status", "Statut", SocialStatus))


@dataclasses.dataclass(frozen=True)
class Row:
    """A person of the sheet or of the waiting list. `chosen` is the radio to show; `was` what was recorded when it was shown;
    `until` the end of an offer, on the wall clock of the place."""

    seat: Seat
    name: str
    phone: str | None
    folded: str
    chosen: str
    position: int | None
    since: dt.date
    until: dt.datetime | None

    @property
    def was(self) -> str:
        """What is recorded, empty when nothing is."""
        return self.seat.state if self.seat.marked else ""


@ROUTES.page("GET", ONE, roles=STAFF)
def sheet(call: Call) -> Response:
    """The sheet."""
    return show(call)


@ROUTES.page("POST", f"{ONE}/roll", roles=STAFF)
def save(call: Call) -> Response:
    """Record the radios that were changed on this page, and no other: two helpers may share a sheet."""
    session_id = call.params["id"]
    use_cases.remember_account(call.context, call.principal.account, call.principal.name)
    try:
        chosen = _chosen(call)
        if call.request.form.get("tous"):
            untouched = frozenset(chosen)
            all_seats = use_cases.mark_everyone(
                call.context, session_id, AttendanceStatus.PRESENT, chosen, by=call.principal.account, kept=untouched
            )
        else:
            all_seats = use_cases.record_attendance_list(call.context, session_id, chosen, by=call.principal.account)
    except InvalidInput as problem:
        return show(call, status=400, errors=[(None, text) for text in problem.errors.values()])
    except RuleBroken as problem:
        return call.redirect(_path(session_id), Flash(f"{problem.title}. {problem.sentence}", "warn"))
    return call.redirect(_path(session_id), Flash(_said(all_seats)))


@ROUTES.page("POST", f"{ONE}/anonymous", roles=STAFF)
def count(call: Call) -> Response:
    """Heads without a name."""
    try:
        total = number_typed("total", call.request.form.get("total", ""))
        margins = {name: _margin(call, name) for name, _, _ in MARGINS}
        counted = use_cases.count_anonymous(call.context, call.params["id"], total, **margins)
    except InvalidInput as problem:
        labels = {"total": "Personnes sans nom"} | {name: label for name, label, _ in MARGINS}
        errors = [(name.split(".")[0], f"{labels[name.split('.')[0]]} : {text}") for name, text in problem.errors.items()]
        return show(call, status=400, errors=list(errors), typed=call.request.form.to_dict())
    except RuleBroken as problem:
        return call.redirect(_path(call.params["id"]), Flash(f"{problem.title}. {problem.sentence}", "warn"))
    words = "personne sans nom est comptée" if counted.total == 1 else "personnes sans nom sont comptées"
    return call.redirect(_path(call.params["id"]), Flash(f"{counted.total} {words}."))


@ROUTES.page("POST", f"{ONE}/cancel", roles=COORDINATORS)
def cancel(call: Call) -> Response:
    """Call it off."""
    try:
        use_cases.cancel_session(call.context, call.params["id"], **call.form(CancelIn))
    except InvalidInput as problem:
        return show(call, status=400, errors=[("reason", f"Pourquoi : {text}") for text in problem.errors.values()])
    except RuleBroken as problem:
        return call.redirect(_path(call.params["id"]), Flash(f"{problem.title}. {problem.sentence}", "warn"))
    return call.redirect(_path(call.params["id"]), Flash("La séance est annulée. Ses places sont gelées."))


@ROUTES.page("POST", f"{ONE}/reinstate", roles=COORDINATORS)
def reinstate(call: Call) -> Response:
    """It was called off by mistake."""
    try:
        use_cases.reinstate_session(call.context, call.params["id"])
    except RuleBroken as problem:
        return call.redirect(_path(call.params["id"]), Flash(f"{problem.title}. {problem.sentence}", "warn"))
    return call.redirect(_path(call.params["id"]), Flash("La séance est rétablie. Chacun a retrouvé sa place."))


@ROUTES.page("POST", "/seats/<uuid:id>/accept", roles=STAFF)
def accept(call: Call) -> Response:
    """She takes the seat that was offered."""
    with call.database.reading() as db:
        session_id, person = seats.place_of(db, call.params["id"])
        name = name_in(db, person)
    back = call.request.form.get("back", "") or _path(session_id)
    try:
        use_cases.accept_offer(call.context, call.params["id"])
    except RuleBroken as problem:
        return call.redirect(back, Flash(f"{problem.title}. {problem.sentence}", "warn"))
    return call.redirect(back, Flash(f"{name} a pris la place."))


def show(
    call: Call, *, status: int = 200, errors: list[tuple[str | None, str]] | None = None, typed: Mapping[str, str] | None = None
) -> Response:
    """The sheet as it stands, with what was just typed when it has to be corrected."""
    session_id = call.params["id"]
    with call.database.reading() as db:
        session = db.get(WorkshopSession, session_id)
        if session is None:
            raise NotFound("Cette séance n’existe pas. Repartez de la semaine.")
    if not session.for_beneficiaries:
        return training_page.show(call, session)
    with call.database.reading() as db:
        series = series_place(db, session)
        traced = bool(seats.trail(db, session_id, 1))
        rows = _rows(db, session, call.request.form.to_dict() if status == 400 else {})
        line = lines(db, [session])[0]
        counted = db.get(AnonymousCount, session_id) or AnonymousCount(session_id=session_id)
        given = [each for each in supports.of_seats_in(db, session_id) if not each.withdrawn] if session.alone else []
        imported = past.act_of_session(db, session_id) is not None
    listed = [row for row in rows if row.seat.on_the_sheet or row.seat.state == SeatState.ANNULE_SERVICE]
    waiting = [row for row in rows if row.position is not None]
    offered = [row for row in rows if row.seat.state == SeatState.OFFRE_EN_COURS]
    page = call.render(
        "sessions/roll.html",
        status=status,
        line=line,
        session=session,
        feast=holiday(session.day, session.territory),
        zone_label=zone_label(call.site, session.territory),
        listed=sorted(listed, key=lambda row: row.folded),
        waiting=waiting,
        offered=offered,
        series=series,
        traced=traced,
        done=sum(1 for row in listed if row.seat.marked),
        concerned=[row for row in rows if row.seat.state in (SeatState.INSCRIT, *WAITS)],
        counted=counted,
        imported=imported,
        supports=given,
        margins=MARGINS,
        reasons=[(reason, reason) for reason in REASONS],
        errors=errors or [],
        typed=typed or {},
        may_cancel=call.principal.role in COORDINATORS,
        states=SeatState,
    )
    return with_scripts(page)


def _rows(db: Db, session: WorkshopSession, form: Mapping[str, str]) -> list[Row]:
    found = seats.of_session(db, session.id)
    persons = people.by_ids(db, [seat.beneficiary_id for seat in found])
    places = seats.positions(found)
    return [_row(seat, persons.get(seat.beneficiary_id), places.get(seat.id), form, session.zone) for seat in found]


def _row(seat: Seat, person: KnownPerson | None, position: int | None, form: Mapping[str, str], zone: str) -> Row:
    recorded = seat.state if seat.marked else ""
    return Row(
        seat=seat,
        name=name_of(person),
        phone=person.phone if person else None,
        folded=person.folded if person else "~",
        chosen=form.get(f"seat-{seat.id}", recorded),
        position=position,
        since=clock.local(seat.taken_at, zone).date(),
        until=clock.local(seat.offered_until, zone) if seat.offered_until else None,
    )


def _chosen(call: Call) -> dict[uuid.UUID, AttendanceStatus]:
    """The seats whose radio is not what the page had shown. Raises InvalidInput."""
    chosen: dict[uuid.UUID, AttendanceStatus] = {}
    form = call.request.form
    for name, value in form.items():
        if name.startswith("seat-") and value != form.get(f"was-{name[5:]}"):
            try:
                chosen[uuid.UUID(name[5:])] = AttendanceStatus(value)
            except ValueError:
                raise InvalidInput({name: "Choisissez présent, excusé ou absent."}) from None
    return chosen


def _margin(call: Call, name: str) -> dict[str, int]:
    given: dict[str, Any] = {key[len(name) + 1 :]: text for key, text in call.request.form.items() if key.startswith(f"{name}.")}
    return {key: number_typed(name, text) for key, text in given.items() if text.strip()}


def number_typed(name: str, text: str) -> int:
    """A count in a box, zero when it is empty. Raises InvalidInput."""
    if not text.strip():
        return 0
    if not (text.strip().isascii() and text.strip().isdigit() and len(text.strip()) <= 4):
        raise InvalidInput({name: "Écrivez un nombre entier."})
    return int(text)


def _said(all_seats: list[Seat]) -> str:
    numbers = {state: sum(1 for seat in all_seats if seat.state == state) for state in SeatState}
    words = [
        (numbers[SeatState.PRESENT], "présente", "présentes"),
        (numbers[SeatState.EXCUSE], "excusée", "excusées"),
        (numbers[SeatState.ABSENT], "absente", "absentes"),
        (numbers[SeatState.INSCRIT], "à renseigner", "à renseigner"),
    ]
    said = [f"{number} {one if number == 1 else many}" for number, one, many in words if number]
    return f"L’appel est enregistré : {', '.join(said) or 'personne'}."


def _path(session_id: uuid.UUID) -> str:
    return f"/sessions/workshop-sessions/{session_id}"
