"""What comes to a ledger in one batch: several words about one thing, and the end of an epoch behind them."""

from typing import Any

import pytest

from lakou.contracts.base import Stream
from lakou.kernel import epochs, outbox
from tests.reporting.factories import House, carry, new_id, support


def told_twice(house: House) -> None:
    """The hub hears of the support and of its correction at once."""
    given = new_id()
    house.say(support(given, None), support(given, None, 2, duration_minutes=45))


def test_a_thing_that_is_new_and_corrected_in_one_batch_is_one_and_needs_no_second_try(
    house: House, hub: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    told_twice(house)
    consumer, tries = hub.running.consumer, list[Any]()
    apply = consumer._apply_batch

    def counted(*given: Any, **how: Any) -> Any:
        tries.append(given)
        return apply(*given, **how)

    monkeypatch.setattr(consumer, "_apply_batch", counted)
    carry(house, hub)
    assert hub.values()["I2"] == 1
    assert len(tries) == 1


def test_a_new_epoch_behind_them_in_the_same_batch_is_followed(house: House, hub: House) -> None:
    """It once stopped the hub for good: the second row of the same thing was written while the epoch was opened."""
    told_twice(house)
    with house.database.transaction() as db:
        epochs.bump(db)
    told_twice(house)
    carry(house, hub)
    assert hub.values()["I2"] == 2
    with house.database.reading() as db:
        head = outbox.head(db, Stream.FACT)
    assert (hub.running.consumer.place(house.database.source, Stream.FACT).epoch, head.epoch) == (2, 2)
