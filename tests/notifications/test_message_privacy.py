from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from lakou.contracts.enrollment import IdentityRemoved
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from services.notifications import use_cases
from services.notifications.model import Person
from services.notifications.senders import LocalMailbox, Outgoing
from tests.notifications.factories import NOON, Recorder, Story, box, context, ledger, tell

CANARY = {"given_name": "Zéphyrine", "family_name": "Canari", "phone": "+596696987654", "email": "zephyrine@canari.fr"}
TRACES = ("Zéphyrine", "Canari", "696987654", "zephyrine@")


@pytest.fixture
def node(tmp_path: Path) -> Iterator[ServiceContext]:
    with clock.at(NOON):
        yield context(tmp_path)


def sent(node: ServiceContext) -> Story:
    story = Story().begin(node, **CANARY)
    tell(node, story.seated())
    use_cases.send_due(node, 10)
    return story


def test_the_canary_is_there_to_be_found(node: ServiceContext, tmp_path: Path) -> None:
    sent(node)
    node.database.dispose()
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("notifications.sqlite3*"))
    assert all(trace.encode() in kept for trace in TRACES)


def test_a_forgotten_person_leaves_no_name_address_or_text(node: ServiceContext, tmp_path: Path) -> None:
    story = sent(node)
    tell(node, IdentityRemoved(beneficiary_id=story.person))
    assert {(message.address, message.text) for message in ledger(node)} == {(None, None)}
    assert [(item.address, item.text) for item in box(node)] == [(None, None)]
    with node.database.reading() as db:
        person = db.get_one(Person, story.person)
        assert (person.given_name, person.family_name, person.phone, person.email) == (None, None, None, None)
    with node.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    node.database.dispose()
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("notifications.sqlite3*"))
    assert not [trace for trace in TRACES if trace.encode() in kept]


def test_a_late_description_of_a_forgotten_person_is_not_kept(node: ServiceContext) -> None:
    story = sent(node)
    tell(node, IdentityRemoved(beneficiary_id=story.person), story.named(**CANARY))
    with node.database.reading() as db:
        assert db.get_one(Person, story.person).given_name is None


def test_what_was_on_its_way_to_the_mailbox_is_blank_if_she_is_forgotten_meanwhile(node: ServiceContext) -> None:
    story = Story().begin(node, **CANARY)
    mailbox = LocalMailbox(node)

    class Slow(Recorder):
        def send(self, outgoing: Outgoing) -> None:
            tell(node, IdentityRemoved(beneficiary_id=story.person))
            mailbox.send(outgoing)

    tell(node, story.seated())
    use_cases.send_due(node, 10, Slow())
    assert [(item.address, item.text) for item in box(node)] == [(None, None)]


def test_what_is_handed_over_does_not_show_itself(node: ServiceContext) -> None:
    gateway = Recorder()
    story = Story().begin(node, **CANARY)
    tell(node, story.seated())
    use_cases.send_due(node, 10, gateway)
    assert not [trace for trace in TRACES if trace in repr(gateway.sent)]


def test_the_log_of_a_failed_hand_over_names_nobody(node: ServiceContext) -> None:
    story = Story().begin(node, **CANARY)
    tell(node, story.seated())
    with capture_logs() as lines:
        use_cases.send_due(node, 10, Recorder(failure=RuntimeError("refusé pour +596696987654 Zéphyrine")))
    assert [line["event"] for line in lines] == ["message.uncertain"]
    assert not [trace for trace in TRACES if trace in str(lines)]
