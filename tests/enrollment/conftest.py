"""Every test of enrollment stands on 22 November 2026, in Martinique."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from tests.enrollment.doors import Doors
from tests.enrollment.factories import NOW, enrollment


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def context(tmp_path: Path) -> Iterator[ServiceContext]:
    made = enrollment(tmp_path)
    yield made
    made.database.dispose()


@pytest.fixture
def doors(context: ServiceContext, tmp_path: Path) -> Doors:
    return Doors(context, tmp_path)
