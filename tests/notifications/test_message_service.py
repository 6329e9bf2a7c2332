"""The message door: what it listens to, and that its clockwork runs in a container without a broker."""

from pathlib import Path

import eventlet
import pytest
from nameko.containers import ServiceContainer

from lakou.contracts.enrollment import (
    BeneficiaryDescribed,
    BeneficiaryErased,
    BeneficiaryMerged,
    BeneficiaryRemoved,
    IdentityDescribed,
    IdentityErased,
    IdentityRemoved,
    RecordRequested,
)
from lakou.contracts.sessions import SeatChanged, WorkshopSessionDescribed
from lakou.kernel import clock, migrate
from lakou.kernel.streams import Origin
from lakou.kernel.streams_door import handlers, subscriptions
from services.notifications import service, use_cases
from services.notifications.model import Base
from services.notifications.service import Service
from tests.notifications.factories import NOON, Story, context, ledger, states, tell


def test_it_listens_to_what_its_page_says() -> None:
    assert subscriptions(Service) == {
        IdentityDescribed,
        IdentityErased,
        IdentityRemoved,
        BeneficiaryDescribed,
        BeneficiaryErased,
        BeneficiaryMerged,
        BeneficiaryRemoved,
        RecordRequested,
        WorkshopSessionDescribed,
        SeatChanged,
    }


def test_every_handler_applies_its_event(tmp_path: Path) -> None:
    node, story = context(tmp_path), Story()
    container = ServiceContainer(Service, {"context": node})  # its handlers hold it weakly
    bound = handlers(container)
    with clock.at(NOON):
        events = [story.named(), story.agreed(), story.dated(), story.seated()]
        for event in [*events, IdentityRemoved(beneficiary_id=story.person), BeneficiaryRemoved(beneficiary_id=story.person)]:
            with node.database.transaction() as db:
                bound[event.type](db, event, Origin("martinique", event.source, 1, 1))
    assert states(node) == {"confirmation": "cancelled", "reminder": "cancelled"}


def test_the_timer_runs_under_a_container_and_outlives_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks, ran = [], eventlet.Event()

    def counted(*_: object) -> int:
        ticks.append(1)
        if len(ticks) == 1:
            raise RuntimeError
        if not ran.ready():
            ran.send(None)
        return 0

    monkeypatch.setattr(use_cases, "send_due", counted)
    container = ServiceContainer(Service, {"context": context(tmp_path)})
    clockwork = next(point for point in container.entrypoints if type(point).__name__ == "Timer")
    assert clockwork.interval == service.SECONDS
    clockwork.interval = 0.01
    container.start()
    with eventlet.Timeout(10):
        ran.wait()
        container.stop()
    assert len(ticks) >= 2


def test_the_migration_says_what_the_models_say(tmp_path: Path) -> None:
    assert migrate.differences(context(tmp_path).database, Base.metadata) == []


def test_the_same_rules_hold_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    with clock.at(NOON):
        node = context(tmp_path, url=postgres_url)
        assert migrate.differences(node.database, Base.metadata) == []
        story = Story().begin(node)
        tell(node, story.seated(), story.seated())
        assert use_cases.send_due(node, 10) == 1
        assert states(node) == {"confirmation": "sent", "reminder": "planned"}
        tell(node, IdentityRemoved(beneficiary_id=story.person))
        assert {message.text for message in ledger(node)} == {None}
        node.database.dispose()
