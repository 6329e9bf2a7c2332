"""What the papers say: the sign-in sheet, the list of whom to call, the certificate of attendance."""

import datetime as dt
import uuid

from lakou.contracts import territories
from lakou.contracts.vocabulary import SeatState
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext, Site
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput, NotFound
from services.sessions.model import KnownPerson, Seat, Venue, WorkshopSession
from services.sessions.model.rules import NothingAttended, SessionCancelled, UnknownBeneficiary
from services.sessions.paper import Attended, CallList, Certificate, Heading, SheetLine, SignInSheet, words
from services.sessions.storage import attended, people, places, seats
from services.sessions.use_cases.reaching import to_call

NAMELESS = "Personne dont la fiche arrive"
BLANKS = range(5, 13)
INDIVIDUAL = "Accompagnement individuel"
LONGEST = dt.timedelta(days=3 * 366)


def sign_in_sheet(context: ServiceContext, session_id: uuid.UUID, address: str) -> SignInSheet:
    """The sheet as it stands; `address` is that of the page where it is keyed in. Raises NotFound, SessionCancelled."""
    with context.database.reading() as db:
        session = _session(db, session_id)
        session.check_not_cancelled()
        found = seats.of_session(db, session_id)
        known = people.by_ids(db, [seat.beneficiary_id for seat in found])
        lines = {seat.id: SheetLine(seat.ticket, _name(known.get(seat.beneficiary_id))) for seat in found}
        listed = tuple(lines[seat.id] for seat in found if seat.on_the_sheet)
        waiting = tuple(lines[seat.id] for seat in found if seat.state == SeatState.LISTE_ATTENTE)
        blanks = min(max(session.free + 2, BLANKS[0]), BLANKS[-1])
        return SignInSheet(_heading(context.site, db, session), address, listed, waiting, blanks)


def call_list(context: ServiceContext, session_id: uuid.UUID) -> CallList:
    """Who is seated or waits and will get no message, in the order of the sheet, and why. Raises NotFound, SessionCancelled."""
    with context.database.reading() as db:
        session = _session(db, session_id)
        if session.cancelled:
            raise SessionCancelled
        found = [seat for seat in seats.of_session(db, session_id) if _expects_news(seat)]
        known = people.by_ids(db, [seat.beneficiary_id for seat in found])
        callees = [to_call(_name(person), person, seat) for seat in found if (person := known.get(seat.beneficiary_id))]
        return CallList(_heading(context.site, db, session), tuple(callee for callee in callees if callee))


def certificate(
    context: ServiceContext,
    beneficiary_id: uuid.UUID,
    since: dt.date,
    until: dt.date,
    *,
    place: str = "",
    with_supports: bool = True,
) -> Certificate:
    """What she really attended from `since` to `until`, both included. Individual helps are named, never their themes.

    Raises UnknownBeneficiary, InvalidInput, NothingAttended.
    """
    today = clock.today(context.site.zone)
    if until < since:
        raise InvalidInput({"until": "La fin est avant le début."})
    if until - since > LONGEST:
        raise InvalidInput({"since": "Trois ans au plus par attestation."})
    with context.database.reading() as db:
        person = people.known(db, beneficiary_id)
        if person is None or not person.name:
            raise UnknownBeneficiary
        files = people.files(db, person.beneficiary_id)
        found = _sessions(db, files, since, until)
        if with_supports:
            helps = attended.supports_of(db, files, since, until)
            found += [Attended(each.day, INDIVIDUAL, "", each.duration_minutes) for each in helps]
    if not found:
        raise NothingAttended
    found.sort(key=lambda each: each.day)
    return Certificate(context.site.association, person.name, since, until, tuple(found), place or context.site.place, today)


def _sessions(db: Db, files: list[uuid.UUID], since: dt.date, until: dt.date) -> list[Attended]:
    """By the day at the place, so a day more is read at both ends."""
    around = (_midnight(since) - dt.timedelta(days=1), _midnight(until) + dt.timedelta(days=2))
    held = attended.sessions_of(db, files, *around)
    return [
        Attended(each.day, each.title, each.venue_name or "", each.duration_minutes) for each in held if since <= each.day <= until
    ]


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def _session(db: Db, session_id: uuid.UUID) -> WorkshopSession:
    session = db.get(WorkshopSession, session_id)
    if session is None:
        raise NotFound("Cette séance n’existe pas. Repartez de la semaine.")
    return session


def _heading(site: Site, db: Db, session: WorkshopSession) -> Heading:
    venue = db.get(Venue, session.venue_id) if session.venue_id else None
    named = places.helpers_by_ids(db, session.helper_ids)
    helpers = [named[each].name for each in session.helper_ids if each in named]
    zone = site.zone_label if session.territory == site.territory else _zone_label(session.territory)
    when = f"{words.day(session.day).capitalize()}, {words.hour(session.starts_local)} à {words.hour(session.ends_local)}, {zone}"
    where = [session.venue_name or "Lieu à préciser", venue.address if venue else None, venue.commune_name if venue else None]
    printed = clock.local(clock.now(), site.zone)
    return Heading(
        association=site.association,
        title=session.title,
        when=when,
        where=", ".join(dict.fromkeys(filter(None, where))),
        helpers=f"Avec {' et '.join([', '.join(helpers[:-1]), helpers[-1]] if helpers[:-1] else helpers)}" if helpers else "",
        printed=f"{words.short_day(printed.date())} à {words.hour(printed)}",
    )


def _zone_label(territory: str) -> str:
    return f"heure de {territories.territory(territory).label}"


def _expects_news(seat: Seat) -> bool:
    return seat.state in (SeatState.INSCRIT, SeatState.LISTE_ATTENTE)


def _name(person: KnownPerson | None) -> str:
    return (person.name if person else "") or NAMELESS
