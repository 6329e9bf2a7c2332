"""When something happened, from a clock that nobody trusts."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from services.sessions.model.device_clock import LONGEST_AWAY, TOLERANCE, real_moment

NOW = dt.datetime(2026, 3, 13, 13, 0, tzinfo=dt.UTC)
CONTACT = NOW - dt.timedelta(days=2)
SEEN = NOW - dt.timedelta(days=1)
RIGHT = dt.timedelta()


def test_a_clock_that_is_right_is_believed_to_the_second() -> None:
    assert real_moment(SEEN, skew_then=RIGHT, contact_at=CONTACT, skew_now=dt.timedelta(seconds=9), now=NOW) == SEEN


def test_a_clock_that_is_wrong_all_along_is_corrected() -> None:
    late = dt.timedelta(hours=5)
    assert real_moment(SEEN - late, skew_then=late, contact_at=CONTACT, skew_now=late, now=NOW) == SEEN


def test_a_clock_that_the_network_corrects_on_return_is_corrected_by_what_was_measured_before() -> None:
    late = dt.timedelta(days=400)
    assert real_moment(SEEN - late, skew_then=late, contact_at=CONTACT, skew_now=RIGHT, now=NOW) == SEEN


def test_a_clock_that_lost_its_battery_upriver_is_corrected_by_what_is_measured_now() -> None:
    lost = dt.timedelta(days=3000)
    assert real_moment(SEEN - lost, skew_then=RIGHT, contact_at=CONTACT, skew_now=lost, now=NOW) == SEEN


def test_a_clock_that_makes_no_sense_gives_no_moment() -> None:
    strange = dt.timedelta(days=3000)
    assert real_moment(SEEN - strange, skew_then=RIGHT, contact_at=CONTACT, skew_now=RIGHT, now=NOW) is None
    assert real_moment(NOW + strange, skew_then=None, contact_at=None, skew_now=RIGHT, now=NOW) is None


@given(
    st.datetimes(timezones=st.just(dt.UTC)),
    st.none() | st.timedeltas(),
    st.none() | st.datetimes(timezones=st.just(dt.UTC)),
    st.timedeltas(),
)
def test_whatever_a_device_says_the_moment_is_possible(
    shown: dt.datetime, skew_then: dt.timedelta | None, contact_at: dt.datetime | None, skew_now: dt.timedelta
) -> None:
    moment = real_moment(shown, skew_then=skew_then, contact_at=contact_at, skew_now=skew_now, now=NOW)
    assert moment is None or NOW - LONGEST_AWAY - TOLERANCE <= moment <= NOW
