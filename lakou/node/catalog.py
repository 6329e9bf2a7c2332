"""The services and where their parts stand. Importing a service here is what makes it run."""

import dataclasses
import importlib
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import MetaData

from lakou.kernel.web.routes import Routes

ROOT = Path(__file__).resolve().parents[2]


@dataclasses.dataclass(frozen=True)
class ServiceParts:
    """One service, loaded: its nameko class, its doors, its tables."""

    name: str
    service_class: type
    routes: tuple[Routes, ...]
    metadata: MetaData
    migrations: Path
    templates: Path


def load(name: str) -> ServiceParts:
    """Import the rooms of a service."""
    package = f"services.{name}"
    folder = ROOT / "services" / name
    return ServiceParts(
        name=name,
        service_class=importlib.import_module(f"{package}.service").Service,
        routes=(
            importlib.import_module(f"{package}.pages").ROUTES,
            importlib.import_module(f"{package}.api").ROUTES,
        ),
        metadata=importlib.import_module(f"{package}.model").Base.metadata,
        migrations=folder / "migrations",
        templates=folder / "templates",
    )


def load_all(names: Iterable[str]) -> list[ServiceParts]:
    """Several services, in the given order."""
    return [load(name) for name in names]
