"""The tallies of one day, from the state of its contacts, sessions and heads."""

import datetime as dt

import eventlet
from pyroaring import BitMap

from lakou.contracts.vocabulary import ActivityKind, PlaceType
from lakou.kernel.db import Db
from services.reporting.labels import NOT_SAID
from services.reporting.model import Act, Contact, Heads, Tally
from services.reporting.model.cells import Dimension
from services.reporting.storage import ledger
from services.reporting.storage.cells import Key

AT_ONCE = 150  # contacts counted before others get a turn: about ten milliseconds

_PERSONAL = (Dimension.GENDER, Dimension.AGE, Dimension.SOCIAL_STATUS, Dimension.RSA, Dimension.COMMUNE)
_SEAT_MEASURES = {"present": "seats_attended", "excuse": "seats_excused", "absent": "seats_absent"}

Tallies = dict[Key, Tally]


def tally_day(db: Db, day: dt.date) -> Tallies:
    """Count a day, from a snapshot; pages and streams go on meanwhile."""
    tallies: Tallies = {}
    acts = {(act.node, act.act): act for act in ledger.acts_of(db, day)}
    came: set[tuple[str, str]] = set()
    for some in ledger.contacts_of(db, day, AT_ONCE):
        for contact, number in some:
            place = (contact.node, contact.act)
            if contact.counted:
                came.add(place)
            session = acts.get(place)
            _add_contact(tallies, contact, number, seat_counts=session is None or not (session.cancelled or session.withdrawn))
        eventlet.sleep(0)
    for heads in ledger.heads_of(db, day):
        if heads.total:
            came.add((heads.node, heads.act))
            _add_heads(tallies, heads)
    for place, act in acts.items():
        if act.withdrawn:
            continue
        _add_session(tallies, act, held=act.was_held(place in came))
    return tallies


def _add_contact(tallies: Tallies, contact: Contact, number: int | None, *, seat_counts: bool) -> None:
    measures: dict[str, int] = {}
    if contact.counted:
        measures |= {"contacts": 1, "heads": int(contact.pid is None)}
        if contact.kind == ActivityKind.INDIVIDUEL:
            measures |= {"individual_acts": 1, "individual_minutes": contact.minutes}
    if contact.fills_a_seat and seat_counts:
        measures["seats_filled"] = 1
        if contact.state in _SEAT_MEASURES:
            measures[_SEAT_MEASURES[contact.state]] = 1
    if not measures:
        return
    person = number if contact.counted and contact.pid is not None else None
    values = [(dimension, getattr(contact, dimension) or NOT_SAID) for dimension in _PERSONAL]
    for dimension, value in [*_places(contact, contact.kind), *values]:
        _tally(tallies, contact, dimension, value).add(measures, person)


def _add_heads(tallies: Tallies, heads: Heads) -> None:
    whole = {"contacts": heads.total, "heads": heads.total}
    for dimension, value in _places(heads, ActivityKind.COLLECTIF):
        _tally(tallies, heads, dimension, value).add(whole)
    for dimension in _PERSONAL:
        margin: dict[str, int] = dict(getattr(heads, dimension, {}))
        margin[NOT_SAID] = margin.get(NOT_SAID, 0) + heads.total - sum(margin.values())
        for value, count in margin.items():
            if count:
                _tally(tallies, heads, dimension, value).add({"contacts": count, "heads": count})


def _add_session(tallies: Tallies, act: Act, *, held: bool) -> None:
    measures = {"sessions_planned": 1}
    if act.cancelled:
        measures["sessions_cancelled"] = 1
    else:
        measures["seats_offered"] = act.capacity
    if held:
        measures |= {"sessions_held": 1, "session_minutes": act.minutes}
    for dimension, value in _places(act, ActivityKind.COLLECTIF):
        _tally(tallies, act, dimension, value).add(measures)


def _places(thing: Contact | Heads | Act, kind: str) -> list[tuple[Dimension, str]]:
    """The values of what is not about a person."""
    themes = [(Dimension.THEME, theme) for theme in thing.themes.split() or [NOT_SAID]]
    places = [(Dimension.NODE, thing.node), (Dimension.TYPE, str(kind)), (Dimension.PLACE_TYPE, _place_type(thing, kind))]
    return [(Dimension.TOTAL, ""), *places, *themes]


def _place_type(thing: Contact | Heads | Act, kind: str) -> str:
    """Where one sat; a session is always held at a place of activity."""
    if kind != ActivityKind.INDIVIDUEL or not isinstance(thing, Contact):
        return PlaceType.LIEU_ACTIVITE.value
    return thing.place_type or NOT_SAID


def _tally(tallies: Tallies, thing: Contact | Heads | Act, dimension: Dimension, value: str) -> Tally:
    key = Key(dimension.value, thing.territory, thing.program, value)
    found = tallies.get(key)
    if found is None:
        found = tallies[key] = Tally(persons=BitMap())
    return found
