import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from lakou.contracts.base import Stream
from lakou.contracts.enrollment import BeneficiaryMerged
from lakou.contracts.vocabulary import ContactChannel, Language, SeatState
from lakou.kernel import clock, outbox
from lakou.kernel.context import ServiceContext
from services.notifications import use_cases
from services.notifications.model import TextKind
from services.notifications.reaching import takes_sms
from services.notifications.use_cases.calls import NothingToCall
from tests.notifications.factories import NINE_ON_SATURDAY, NOON, Recorder, Story, box, context, ledger, states, tell, wall


@pytest.fixture
def node(tmp_path: Path) -> Iterator[ServiceContext]:
    with clock.at(NOON):
        yield context(tmp_path)


def settled(node: ServiceContext) -> list[dict[str, object]]:
    with node.database.reading() as db:
        rows = outbox.rows_after(db, Stream.LOCAL, 0, 0, 1000)
    return [orjson.loads(row.body)["data"] for row in rows]


def reached(node: ServiceContext, **identity: object) -> tuple[str, str | None, str | None]:
    """State, channel and address of the confirmation of a person with this identity."""
    story = Story().begin(node, **identity)
    tell(node, story.seated())
    use_cases.send_due(node, 10)
    message = ledger(node)[0]
    return message.state, message.channel, message.address


def test_what_is_due_goes_to_the_local_mailbox_once(node: ServiceContext) -> None:
    story = Story().begin(node)
    tell(node, story.seated())
    assert use_cases.send_due(node, 10) == 1
    assert use_cases.send_due(node, 10) == 0
    item = box(node)[0]
    assert (item.channel, item.address, item.at) == ("sms", "+596696000042", NOON)
    message = ledger(node)[0]
    assert (message.state, message.sent_at, message.parts, message.language) == ("sent", NOON, 1, "fr")
    with clock.at(wall("2026-03-12T10:00")):
        assert use_cases.send_due(node, 10) == 1
    assert states(node) == {"confirmation": "sent", "reminder": "sent"}


def test_each_end_is_published_without_text_or_address(node: ServiceContext) -> None:
    story = Story().begin(node)
    tell(node, story.seated())
    use_cases.send_due(node, 10)
    tell(node, story.seated(SeatState.DESISTE))
    said = settled(node)
    assert [(each["kind"], each["state"], each["revision"], each["channel"]) for each in said] == [
        ("confirmation", "sent", 2, "sms"),
        ("reminder", "cancelled", 2, "sms"),
    ]
    assert "Rosalie" not in str(said)
    assert "696000042" not in str(said)


@pytest.mark.parametrize(("answer", "reason"), [(None, "not_asked"), (False, "refused")])
def test_without_her_agreement_nothing_leaves_and_the_ledger_says_why(
    node: ServiceContext, answer: bool | None, reason: str
) -> None:
    story = Story()
    tell(node, story.named(), story.agreed(answer), story.dated(), story.seated())
    use_cases.send_due(node, 10)
    message = ledger(node)[0]
    assert (message.state, message.reason, message.text) == ("not_allowed", reason, None)
    assert box(node) == []


def test_the_agreement_is_looked_at_when_the_message_leaves(node: ServiceContext) -> None:
    story = Story().begin(node)
    tell(node, story.seated(), story.agreed(False))
    use_cases.send_due(node, 10)
    assert states(node) == {"confirmation": "not_allowed", "reminder": "planned"}
    tell(node, story.agreed(True))
    with clock.at(wall("2026-03-12T10:00")):
        use_cases.send_due(node, 10)
    assert states(node) == {"confirmation": "not_allowed", "reminder": "sent"}


def test_who_prefers_a_call_is_listed_for_a_call(node: ServiceContext) -> None:
    assert reached(node, channel=ContactChannel.APPEL) == ("to_call", "appel", "+596696000042")


def test_who_wants_a_call_and_has_no_phone_is_listed_too(node: ServiceContext) -> None:
    assert reached(node, channel=ContactChannel.APPEL, phone=None) == ("to_call", "appel", None)


def test_a_letter_is_done_by_hand(node: ServiceContext) -> None:
    assert reached(node, channel=ContactChannel.LETTRE)[0] == "to_call"


def test_a_landline_gets_no_sms_but_a_call(node: ServiceContext) -> None:
    assert reached(node, phone="+590590123456") == ("to_call", "appel", "+590590123456")
    assert ledger(node)[0].reason == "landline"


def test_without_a_phone_the_e_mail_serves(node: ServiceContext) -> None:
    assert reached(node, phone=None, email="r@exemple.fr") == ("sent", "email", "r@exemple.fr")


def test_without_an_e_mail_the_phone_serves(node: ServiceContext) -> None:
    assert reached(node, channel=ContactChannel.EMAIL) == ("sent", "sms", "+596696000042")


def test_whatsapp_goes_to_the_phone(node: ServiceContext) -> None:
    assert reached(node, channel=ContactChannel.WHATSAPP) == ("sent", "whatsapp", "+596696000042")


def test_no_usable_address_is_said(node: ServiceContext) -> None:
    assert reached(node, phone=None) == ("no_address", "sms", None)


@pytest.mark.parametrize(
    ("phone", "mobile"),
    [("+596696000042", True), ("+590690123456", True), ("+594694123456", True), ("+590590123456", False), ("0696", False)],
)
def test_a_landline_is_known_by_its_number(phone: str, mobile: bool) -> None:
    assert takes_sms(phone) is mobile


def test_a_household_phone_gives_each_person_her_own_message(node: ServiceContext) -> None:
    for number, name in ((1, "Rosalie"), (2, "Annick")):
        story = Story(number).begin(node, given_name=name)
        tell(node, story.seated())
    use_cases.send_due(node, 10)
    texts = sorted(item.text or "" for item in box(node))
    assert ["Annick" in text for text in texts] == [True, False]
    assert ["Rosalie" in text for text in texts] == [False, True]


@pytest.mark.parametrize("missing", ["identity", "consent"])
def test_a_message_waits_for_a_person_who_is_not_yet_known(node: ServiceContext, missing: str) -> None:
    story = Story()
    identity, consent = story.named(), story.agreed()
    known, late = (consent, identity) if missing == "identity" else (identity, consent)
    tell(node, story.dated(), story.seated(), known)
    assert use_cases.send_due(node, 10) == 0
    assert states(node) == {"confirmation": "planned", "reminder": "planned"}
    tell(node, late)
    assert use_cases.send_due(node, 10) == 1


def test_who_waits_does_not_hold_the_others_up(node: ServiceContext) -> None:
    for number in range(1, 31):
        unknown = Story(number)
        tell(node, unknown.dated(), unknown.seated())
    story = Story(50).begin(node)
    tell(node, story.seated())
    assert use_cases.send_due(node, 5) == 1


def test_a_limit_is_kept(node: ServiceContext) -> None:
    for number in range(1, 8):
        story = Story(number).begin(node)
        tell(node, story.seated())
    assert use_cases.send_due(node, 5) == 5
    assert use_cases.send_due(node, 5) == 2


def test_nothing_leaves_after_its_useful_date(node: ServiceContext) -> None:
    story = Story().begin(node)
    tell(node, story.seated())
    with clock.at(NINE_ON_SATURDAY):
        use_cases.send_due(node, 10)
    assert states(node) == {"confirmation": "expired", "reminder": "expired"}
    assert box(node) == []


def test_a_call_not_made_in_time_expires(node: ServiceContext) -> None:
    reached(node, channel=ContactChannel.APPEL)
    with clock.at(NINE_ON_SATURDAY):
        use_cases.send_due(node, 10)
    assert states(node) == {"confirmation": "expired", "reminder": "expired"}


def test_a_crash_in_the_middle_leaves_sending_then_uncertain_and_never_sends_again(node: ServiceContext) -> None:
    story = Story().begin(node)
    tell(node, story.seated())
    gateway = Recorder(failure=ConnectionResetError())
    use_cases.send_due(node, 10, gateway)
    assert states(node)["confirmation"] == "sending"
    for minutes, state in ((9, "sending"), (10, "uncertain"), (60, "uncertain")):
        with clock.at(NOON + dt.timedelta(minutes=minutes)):
            use_cases.send_due(node, 10, gateway)
            assert states(node)["confirmation"] == state
    assert len(gateway.sent) == 1
    assert settled(node)[-1]["state"] == "uncertain"


def test_sending_is_written_before_the_gateway_is_called(node: ServiceContext) -> None:
    seen: list[str] = []

    class Looking(Recorder):
        def send(self, outgoing: object) -> None:
            seen.append(states(node)["confirmation"])

    story = Story().begin(node)
    tell(node, story.seated())
    use_cases.send_due(node, 10, Looking())
    assert seen == ["sending"]


def test_a_seat_given_up_while_the_message_leaves_does_not_undo_it(node: ServiceContext) -> None:
    story = Story().begin(node)

    class Slow(Recorder):
        def send(self, outgoing: object) -> None:
            tell(node, story.seated(SeatState.DESISTE))

    tell(node, story.seated())
    use_cases.send_due(node, 10, Slow())
    assert states(node) == {"confirmation": "sent", "reminder": "cancelled"}


def test_without_a_gateway_messages_stay_planned_but_calls_are_listed(tmp_path: Path) -> None:
    with clock.at(NOON):
        node = context(tmp_path, demo=False)
        writes, calls, refuses = Story(1).begin(node), Story(2).begin(node, channel=ContactChannel.APPEL), Story(3).begin(node)
        tell(node, refuses.agreed(False), writes.seated(), calls.seated(), refuses.seated())
        use_cases.send_due(node, 10)
        found = {message.beneficiary_id: message.state for message in ledger(node) if message.kind == "confirmation"}
    assert found == {writes.person: "planned", calls.person: "to_call", refuses.person: "not_allowed"}


def test_the_embedded_federation_has_its_mailbox_without_the_demo(tmp_path: Path) -> None:
    with clock.at(NOON):
        node = context(tmp_path, demo=False, hub="embedded")
        tell(node, Story().begin(node).seated())
        assert use_cases.send_due(node, 10) == 1
        assert len(box(node)) == 1


def test_a_call_made_is_noted_once_and_can_be_taken_back(node: ServiceContext) -> None:
    reached(node, channel=ContactChannel.APPEL)
    message = ledger(node)[0]
    use_cases.called(node, message.id)
    use_cases.called(node, message.id)
    assert states(node)["confirmation"] == "called"
    assert [each["state"] for each in settled(node)] == ["to_call", "called"]
    use_cases.not_called(node, message.id)
    assert states(node)["confirmation"] == "to_call"


def test_one_call_settles_all_that_waited_for_it(node: ServiceContext) -> None:
    story = Story().begin(node, channel=ContactChannel.APPEL)
    with clock.at(wall("2026-03-13T14:00")):
        tell(node, story.seated())
        use_cases.send_due(node, 10)
        assert states(node) == {"confirmation": "to_call", "reminder": "to_call"}
        use_cases.called(node, ledger(node)[1].id)
    assert states(node) == {"confirmation": "called", "reminder": "called"}


def test_a_message_that_waits_for_no_call_cannot_be_called(node: ServiceContext) -> None:
    reached(node)
    with pytest.raises(NothingToCall):
        use_cases.called(node, ledger(node)[0].id)


def test_she_reads_the_text_of_her_language_and_of_the_association(node: ServiceContext) -> None:
    use_cases.keep_text(node, TextKind.CONFIRMATION, Language.HT, "Bonjou {prénom}, {jour}")
    reached(node, language=Language.HT)
    assert box(node)[0].text == "Bonjou Rosalie, samdi 14 mas"


def test_what_falls_due_just_before_twenty_and_is_picked_up_after_waits_for_the_morning(node: ServiceContext) -> None:
    story = Story().begin(node)
    with clock.at(wall("2026-03-10T19:59")):
        tell(node, story.seated())
    with clock.at(wall("2026-03-10T20:00")):
        use_cases.send_due(node, 10)
        assert box(node) == []
    assert ledger(node)[0].due_at == wall("2026-03-11T08:00")


def test_a_merged_file_is_reached_at_the_address_that_stands_and_told_once(node: ServiceContext) -> None:
    kept, other = Story(1).begin(node), Story(2)
    tell(node, other.named(phone="+596696000099"), other.agreed())
    other.session = kept.session
    tell(node, BeneficiaryMerged(beneficiary_id=other.person, revision=5, into=kept.person))
    tell(node, kept.seated(), other.seated())
    use_cases.send_due(node, 10)
    assert [item.address for item in box(node)] == ["+596696000042"]
    assert {(message.state, message.reason) for message in ledger(node) if message.kind == "confirmation"} == {
        ("sent", None),
        ("cancelled", "same_person"),
    }
