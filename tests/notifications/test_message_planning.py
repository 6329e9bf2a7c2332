import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from lakou.contracts.enrollment import BeneficiaryRemoved
from lakou.contracts.vocabulary import SeatState, WorkshopSessionState
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from services.notifications import use_cases
from services.notifications.model import Message
from tests.notifications.factories import (
    NINE_ON_SATURDAY,
    NOON,
    ZONE,
    Recorder,
    Story,
    box,
    context,
    ledger,
    states,
    tell,
    wall,
)

PLANNED = {"confirmation": "planned", "reminder": "planned"}
CALLED_OFF = {"confirmation": "cancelled", "reminder": "cancelled"}


@pytest.fixture
def node(tmp_path: Path) -> Iterator[ServiceContext]:
    with clock.at(NOON):
        yield context(tmp_path)


def test_a_seat_plans_a_confirmation_now_and_a_reminder_two_days_before(node: ServiceContext) -> None:
    story = Story().begin(node)
    tell(node, story.seated())
    confirmation, reminder = ledger(node)
    assert (confirmation.kind, confirmation.due_at, confirmation.expires_at) == ("confirmation", NOON, NINE_ON_SATURDAY)
    assert (reminder.kind, reminder.due_at, reminder.expires_at) == ("reminder", wall("2026-03-12T10:00"), NINE_ON_SATURDAY)
    assert reminder.beneficiary_id == story.person
    assert reminder.session_id == story.session


def test_a_walk_in_is_told_nothing(node: ServiceContext) -> None:
    story = Story().begin(node)
    tell(node, story.seated(walk_in=True))
    assert ledger(node) == []


def test_a_past_session_plans_nothing(node: ServiceContext) -> None:
    story = Story().begin(node)
    with clock.at(NINE_ON_SATURDAY + dt.timedelta(minutes=1)):
        tell(node, story.seated())
    assert ledger(node) == []


@pytest.mark.parametrize(("minutes", "kinds"), [(119, ["reminder"]), (120, ["confirmation", "reminder"])])
def test_less_than_two_hours_before_there_is_no_confirmation(node: ServiceContext, minutes: int, kinds: list[str]) -> None:
    story = Story().begin(node)
    with clock.at(NINE_ON_SATURDAY - dt.timedelta(minutes=minutes)):
        tell(node, story.seated())
    assert [message.kind for message in ledger(node)] == kinds


def test_the_waiting_list_is_told_nothing_until_a_seat_is_free(node: ServiceContext) -> None:
    story = Story().begin(node)
    tell(node, story.seated(SeatState.LISTE_ATTENTE))
    assert ledger(node) == []
    tell(node, story.seated())
    assert states(node) == PLANNED


def test_a_promotion_says_so(node: ServiceContext) -> None:
    story = Story().begin(node)
    tell(node, story.seated(SeatState.LISTE_ATTENTE), story.seated())
    use_cases.send_due(node, 10)
    assert [item.text for item in box(node)] == [
        "Bonjour Rosalie. Une place s'est libérée, elle est à vous : Ma messagerie, samedi 14 mars à 9 h, Le Lamentin."
    ]


@pytest.mark.parametrize("state", [SeatState.DESISTE, SeatState.EXCUSE, SeatState.LISTE_ATTENTE, SeatState.ANNULE_SERVICE])
def test_a_seat_given_up_calls_its_messages_off(node: ServiceContext, state: SeatState) -> None:
    story = Story().begin(node)
    tell(node, story.seated(), story.seated(state))
    assert states(node) == CALLED_OFF
    assert {message.reason for message in ledger(node)} == {"seat_released"}


def test_a_seat_taken_again_before_anything_left_is_planned_again(node: ServiceContext) -> None:
    story = Story().begin(node)
    tell(node, story.seated(), story.seated(SeatState.DESISTE))
    with clock.at(NOON + dt.timedelta(hours=1)):
        tell(node, story.seated())
        assert states(node) == PLANNED
        assert ledger(node)[0].due_at == NOON + dt.timedelta(hours=1)
    assert ledger(node)[0].reason is None


def test_a_seat_taken_again_after_its_confirmation_left_is_not_confirmed_twice(node: ServiceContext) -> None:
    story = Story().begin(node)
    tell(node, story.seated())
    use_cases.send_due(node, 10)
    tell(node, story.seated(SeatState.DESISTE), story.seated())
    use_cases.send_due(node, 10)
    assert len(box(node)) == 1
    assert states(node) == {"confirmation": "sent", "reminder": "planned"}


@pytest.mark.parametrize("seats_first", [True, False])
def test_a_cancelled_session_plans_one_cancellation_for_each_seat(node: ServiceContext, seats_first: bool) -> None:
    story = Story().begin(node)
    tell(node, story.seated())
    if seats_first:
        tell(node, story.seated(SeatState.ANNULE_SERVICE), story.dated(state=WorkshopSessionState.ANNULEE))
    else:
        tell(node, story.dated(state=WorkshopSessionState.ANNULEE), story.seated(SeatState.ANNULE_SERVICE))
    assert states(node) == CALLED_OFF | {"cancellation": "planned"}
    use_cases.send_due(node, 10)
    assert [item.text for item in box(node)] == [
        "Bonjour Rosalie. La séance Ma messagerie de samedi 14 mars à 9 h, Le Lamentin, est annulée. Ne vous déplacez pas."
    ]


@pytest.mark.parametrize("state", [SeatState.LISTE_ATTENTE, SeatState.DESISTE, SeatState.EXCUSE])
def test_who_had_no_seat_is_not_told_of_a_cancellation(node: ServiceContext, state: SeatState) -> None:
    story = Story().begin(node)
    tell(node, story.seated(state), story.dated(state=WorkshopSessionState.ANNULEE))
    assert ledger(node) == []


def test_a_session_cancelled_after_its_start_is_not_announced(node: ServiceContext) -> None:
    story = Story().begin(node)
    tell(node, story.seated())
    with clock.at(NINE_ON_SATURDAY + dt.timedelta(hours=1)):
        tell(node, story.dated(state=WorkshopSessionState.ANNULEE))
    assert states(node) == CALLED_OFF


def test_a_session_put_on_again_is_told_as_a_change(node: ServiceContext) -> None:
    story = Story().begin(node)
    tell(node, story.seated())
    use_cases.send_due(node, 10)
    tell(node, story.dated(state=WorkshopSessionState.ANNULEE))
    use_cases.send_due(node, 10)
    tell(node, story.dated())
    use_cases.send_due(node, 10)
    assert [item.text.split(".")[1][:11] for item in box(node) if item.text] == [" Changement", " La séance ", " Votre plac"]


def test_a_moved_session_replans(node: ServiceContext) -> None:
    story = Story().begin(node)
    tell(node, story.seated(), story.dated(NINE_ON_SATURDAY + dt.timedelta(days=7)))
    messages = ledger(node)
    assert [(message.turn, message.kind, message.state) for message in messages] == [
        (0, "confirmation", "cancelled"),
        (0, "reminder", "cancelled"),
        (1, "confirmation", "planned"),
        (1, "reminder", "planned"),
    ]
    assert messages[0].reason == "session_moved"
    assert messages[3].due_at == wall("2026-03-19T10:00")


def test_who_was_told_the_old_time_is_told_of_the_change_and_the_others_simply_confirmed(node: ServiceContext) -> None:
    told, later = Story(1).begin(node), Story(2)
    later.session = told.session
    tell(node, told.seated())
    use_cases.send_due(node, 10)
    tell(node, later.named(given_name="Annick"), later.agreed(), later.seated())
    tell(node, told.dated(NINE_ON_SATURDAY + dt.timedelta(days=1)))
    use_cases.send_due(node, 10)
    texts = {story.person: " ".join(i.text or "" for i in box(node) if i.beneficiary_id == story.person) for story in (told, later)}
    assert "Changement pour Ma messagerie : rendez-vous dimanche 15 mars à 9 h" in texts[told.person]
    assert "Votre place est réservée : Ma messagerie, dimanche 15 mars à 9 h" in texts[later.person]


def test_a_session_moved_away_and_back_is_told_each_time(node: ServiceContext) -> None:
    story = Story().begin(node)
    tell(node, story.seated())
    for day in (1, 0):
        use_cases.send_due(node, 10)
        tell(node, story.dated(NINE_ON_SATURDAY + dt.timedelta(days=day)))
    use_cases.send_due(node, 10)
    assert sum("samedi 14 mars" in (item.text or "") for item in box(node)) == 2
    assert sum("dimanche 15 mars" in (item.text or "") for item in box(node)) == 1


def test_another_place_is_told_like_another_time(node: ServiceContext) -> None:
    story = Story().begin(node)
    tell(node, story.seated())
    use_cases.send_due(node, 10)
    tell(node, story.dated(venue="Schœlcher"))
    use_cases.send_due(node, 10)
    assert sum("Schœlcher" in (item.text or "") for item in box(node)) == 1


def test_a_new_title_or_capacity_tells_nobody(node: ServiceContext) -> None:
    story = Story().begin(node)
    tell(node, story.seated(), story.dated(title="Ma boîte e-mail"))
    assert states(node) == PLANNED
    use_cases.send_due(node, 10)
    tell(node, story.dated(title="Autre titre"))
    use_cases.send_due(node, 10)
    assert len(box(node)) == 1
    assert "Ma boîte e-mail" in (box(node)[0].text or "")


def test_a_late_word_of_an_older_state_is_dropped(node: ServiceContext) -> None:
    story = Story()
    old_name, old_consent, old_session = (
        story.named(given_name="Ancienne"),
        story.agreed(False),
        story.dated(wall("2026-05-01T09:00")),
    )
    old_seat = story.seated(SeatState.LISTE_ATTENTE)
    story.begin(node)
    tell(node, story.seated(), old_name, old_consent, old_session, old_seat)
    use_cases.send_due(node, 10)
    assert [item.text for item in box(node)] == [
        "Bonjour Rosalie. Votre place est réservée : Ma messagerie, samedi 14 mars à 9 h, Le Lamentin."
    ]


def test_the_database_itself_refuses_a_second_message_for_a_seat_and_time(node: ServiceContext) -> None:
    story = Story().begin(node)
    tell(node, story.seated())
    known = ledger(node)[0]
    columns = (
        "kind",
        "seat_id",
        "session_id",
        "beneficiary_id",
        "starts_at",
        "turn",
        "created_at",
        "changed_at",
        "due_at",
        "expires_at",
    )
    with pytest.raises(IntegrityError), node.database.transaction() as db:
        db.add(Message(**{name: getattr(known, name) for name in columns}))


def test_a_file_taken_away_calls_everything_off(node: ServiceContext) -> None:
    story = Story().begin(node)
    tell(node, story.seated(), BeneficiaryRemoved(beneficiary_id=story.person))
    assert states(node) == CALLED_OFF
    assert {message.reason for message in ledger(node)} == {"person_removed"}
    assert use_cases.send_due(node, 10) == 0


def test_what_is_heard_late_is_due_from_the_moment_the_seat_was_taken(node: ServiceContext) -> None:
    story = Story().begin(node)
    seat = story.seated()
    with clock.at(wall("2026-03-13T22:00")):
        tell(node, seat)
    assert [message.due_at for message in ledger(node)] == [NOON, wall("2026-03-12T10:00")]


def test_a_message_planned_at_night_waits_for_the_morning(node: ServiceContext) -> None:
    story = Story().begin(node)
    gateway = Recorder()
    with clock.at(wall("2026-03-10T22:15", ZONE)):
        tell(node, story.seated())
        assert use_cases.send_due(node, 10, gateway) == 0
    with clock.at(wall("2026-03-11T07:59", ZONE)):
        assert use_cases.send_due(node, 10, gateway) == 0
    with clock.at(wall("2026-03-11T08:00", ZONE)):
        assert use_cases.send_due(node, 10, gateway) == 1
    assert len(gateway.sent) == 1
