"""Three streams may interleave in any order; each keeps its own."""

import datetime as dt
import functools
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lakou.contracts.base import Event
from lakou.contracts.enrollment import BeneficiaryRemoved, IdentityRemoved
from lakou.contracts.vocabulary import ContactChannel, SeatState, WorkshopSessionState
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from services.notifications import use_cases
from tests.notifications.factories import NINE_ON_SATURDAY, NOON, Story, box, context, ledger, tell


def _streams() -> list[list[Event]]:
    """identity, local of enrollment, local of sessions: each in the order in which its source spoke."""
    identity: list[Event] = []
    local: list[Event] = []
    sessions: list[Event] = []
    plain, calls, refuses, moved, gone, undone = (Story(number) for number in range(1, 7))
    stories = (plain, calls, refuses, moved, gone, undone)
    identity += [each.named(channel=ContactChannel.APPEL if each is calls else ContactChannel.SMS) for each in stories]
    local += [each.agreed(each is not refuses) for each in stories]
    for each in stories:
        sessions += [each.dated(), each.seated(SeatState.LISTE_ATTENTE), each.seated()]
    sessions += [moved.dated(NINE_ON_SATURDAY + dt.timedelta(days=1)), plain.seated(SeatState.DESISTE), plain.seated()]
    sessions += [refuses.dated(state=WorkshopSessionState.ANNULEE), undone.seated(SeatState.DESISTE)]
    identity += [IdentityRemoved(beneficiary_id=gone.person), IdentityRemoved(beneficiary_id=undone.person)]
    local += [BeneficiaryRemoved(beneficiary_id=undone.person)]
    return [identity, local, sessions]


def _summary(node: ServiceContext) -> list[Any]:
    names = ("id", "kind", "seat_id", "starts_at", "turn", "state", "reason", "due_at", "expires_at", "channel", "address", "text")
    lines = [tuple(getattr(message, name) for name in names) for message in ledger(node)]
    return [sorted(lines, key=str), sorted(((item.message_id, item.address, item.text) for item in box(node)), key=str)]


def _played(events: list[Event], *, twice: bool = False) -> list[Any]:
    with tempfile.TemporaryDirectory() as folder, clock.at(NOON):
        node = context(Path(folder))
        tell(node, *events)
        if twice:
            tell(node, *events)
        use_cases.send_due(node, 200)
        found = _summary(node)
        node.database.dispose()
    return found


STREAMS = _streams()
ORDER = [index for index, stream in enumerate(STREAMS) for _ in stream]


@functools.cache
def _expected() -> list[Any]:
    return _played([event for stream in STREAMS for event in stream])


def _interleaved(order: list[int]) -> list[Event]:
    waiting = [iter(stream) for stream in STREAMS]
    return [next(waiting[index]) for index in order]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.permutations(ORDER))
def test_any_interleaving_of_the_sources_gives_the_same_ledger(order: list[int]) -> None:
    assert _played(_interleaved(order)) == _expected()


def test_hearing_everything_twice_changes_nothing() -> None:
    assert _played([event for stream in STREAMS for event in stream], twice=True) == _expected()


def test_the_story_holds_what_it_is_meant_to_try() -> None:
    states = {line[5] for line in _expected()[0]}
    assert {"sent", "planned", "cancelled", "to_call", "not_allowed"} <= states
