from collections.abc import Iterator
from pathlib import Path

import pytest

from lakou.kernel import clock
from lakou.kernel.settings import Settings
from lakou.node.node import Node
from tests.notifications.doors import Doors
from tests.notifications.factories import NOON


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[Doors]:
    """A node of the embedded federation with notifications alone, its clock held at noon."""
    with clock.at(NOON):
        yield opened(tmp_path, hub="embedded")


def opened(folder: Path, *, hub: str = "") -> Doors:
    node = Node(Settings(name="martinique", port=0, data=folder, services=("notifications",), hub=hub))
    node.migrate()
    return Doors(node)
