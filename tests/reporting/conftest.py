"""Every test of reporting stands on 22 November 2026."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lakou.kernel import clock
from tests.reporting.factories import House
from tests.reporting.renewals import Story

NOW = dt.datetime(2026, 11, 22, 15, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def build(tmp_path: Path) -> Iterator[Callable[[str], House]]:
    built: list[House] = []

    def build_one(name: str) -> House:
        built.append(House(tmp_path, name))
        return built[-1]

    yield build_one
    for house in built:
        house.close()


@pytest.fixture
def house(build: Callable[[str], House]) -> House:
    """The node of Martinique."""
    return build("martinique")


@pytest.fixture
def hub(build: Callable[[str], House]) -> House:
    """The hub."""
    return build("hub")


@pytest.fixture
def story(house: House) -> Story:
    return Story(house)
