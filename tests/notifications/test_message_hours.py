import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from lakou.contracts.notifications import MessageKind
from lakou.contracts.territories import TERRITORIES
from services.notifications.hours import due_at, is_quiet, next_allowed
from tests.notifications.factories import ZONES, wall

OFFSETS = {"guadeloupe": -4, "martinique": -4, "saint-martin": -4, "guyane": -3}


@pytest.mark.parametrize("slug", [land.slug for land in TERRITORIES])
@pytest.mark.parametrize("month", [1, 7])
def test_a_reminder_leaves_at_ten_of_the_place_in_winter_as_in_summer(slug: str, month: int) -> None:
    starts_at = wall(f"2026-{month:02d}-15T09:00", ZONES[slug])
    planned = due_at(MessageKind.REMINDER, starts_at, ZONES[slug], wall(f"2026-{month:02d}-01T12:00", ZONES[slug]))
    assert planned == dt.datetime(2026, month, 13, 10 - OFFSETS[slug], tzinfo=dt.UTC)
    assert planned.astimezone(ZoneInfo(ZONES[slug])).hour == 10


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-03-10T12:00", "2026-03-12T10:00"),  # two days before
        ("2026-03-12T10:00", "2026-03-12T10:00"),  # at that very moment
        ("2026-03-12T10:01", "2026-03-13T10:00"),  # the day before
        ("2026-03-13T14:00", "2026-03-13T14:00"),  # nearer: at once
        ("2026-03-13T21:30", "2026-03-14T08:00"),  # nearer and at night: in the morning
        ("2026-03-14T06:00", "2026-03-14T08:00"),
    ],
)
def test_a_reminder_is_due_two_days_before_or_the_day_before_or_as_soon_as_allowed(now: str, due: str) -> None:
    assert due_at(MessageKind.REMINDER, wall("2026-03-14T09:00"), ZONES["martinique"], wall(now)) == wall(due)


def test_a_late_session_counts_its_days_at_the_place_and_not_in_utc() -> None:
    # 21:00 in Cayenne is already the next day in UTC.
    starts_at = wall("2026-03-14T21:00", ZONES["guyane"])
    assert due_at(MessageKind.REMINDER, starts_at, ZONES["guyane"], wall("2026-03-01T12:00")) == wall(
        "2026-03-12T10:00", ZONES["guyane"]
    )


@pytest.mark.parametrize("slug", list(ZONES))
@pytest.mark.parametrize(
    ("now", "allowed"),
    [
        ("2026-03-10T07:59", "2026-03-10T08:00"),
        ("2026-03-10T08:00", "2026-03-10T08:00"),
        ("2026-03-10T19:59", "2026-03-10T19:59"),
        ("2026-03-10T20:00", "2026-03-11T08:00"),
        ("2026-03-10T23:59", "2026-03-11T08:00"),
        ("2026-03-11T00:00", "2026-03-11T08:00"),
    ],
)
def test_nothing_leaves_before_eight_nor_after_twenty_at_the_place(slug: str, now: str, allowed: str) -> None:
    moment = wall(now, ZONES[slug])
    assert next_allowed(moment, ZONES[slug]) == wall(allowed, ZONES[slug])
    assert is_quiet(moment, ZONES[slug]) == (now != allowed)


def test_the_same_moment_is_quiet_in_martinique_and_not_in_guyane() -> None:
    moment = wall("2026-03-10T07:30")
    assert is_quiet(moment, ZONES["martinique"])
    assert not is_quiet(moment, ZONES["guyane"])


@pytest.mark.parametrize("kind", [MessageKind.CONFIRMATION, MessageKind.CANCELLATION])
def test_what_is_not_a_reminder_is_due_at_once(kind: MessageKind) -> None:
    assert due_at(kind, wall("2026-03-14T09:00"), ZONES["martinique"], wall("2026-03-10T12:00")) == wall("2026-03-10T12:00")
