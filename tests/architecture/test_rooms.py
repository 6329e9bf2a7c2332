from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

ROOMS = {
    "service.py": "the message door",
    "pages.py": "the people's door",
    "api.py": "the programs' door",
    "use_cases.py": "one function per verb",
    "model.py": "the nouns and their rules",
    "storage.py": "queries",
    "schemas.py": "marshmallow, in and out",
    "README.md": "owns, publishes, listens to, never does",
    "templates": "its pages",
    "migrations": "its database history",
}
SERVICES = [path for path in sorted((ROOT / "services").glob("*")) if path.is_dir() and path.name[0] not in "._"]


def test_there_are_services() -> None:
    assert SERVICES, "services/ is empty"


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.name)
def test_a_service_has_every_room(service: Path) -> None:
    missing = [f"{room} ({purpose})" for room, purpose in ROOMS.items() if not _has(service, room)]
    assert not missing, f"services/{service.name} lacks {', '.join(missing)}: see docs/where-does-x-go.md"


def _has(service: Path, room: str) -> bool:
    """A room that outgrew one file is a folder of the same name."""
    return (service / room).exists() or (service / room.removesuffix(".py") / "__init__.py").exists()
