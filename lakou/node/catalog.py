"""The services and where their parts stand. Importing a service here is what makes it run."""

import dataclasses
import importlib
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import MetaData

from lakou.kernel.read_models import ReadModel
from lakou.kernel.settings import Settings, SettingsError
from lakou.kernel.web.routes import Routes

SERVICES = ("enrollment", "sessions", "reporting", "notifications")
ROOT = Path(__file__).resolve().parents[2]


def chosen(settings: Settings) -> tuple[str, ...]:
    """The services that run in this process; the hub runs reporting alone. Raises SettingsError for an unknown one."""
    if settings.is_hub:
        return ("reporting",)
    if unknown := set(settings.services) - set(SERVICES):
        raise SettingsError(f"services: unknown {', '.join(sorted(unknown))}")
    return settings.services or SERVICES


@dataclasses.dataclass(frozen=True)
class ServiceParts:
    """One service, loaded: its nameko class, what it keeps of the others, its doors, its tables."""

    name: str
    service_class: type
    read_model: ReadModel
    routes: tuple[Routes, ...]
    metadata: MetaData
    migrations: Path
    templates: Path


def load(name: str) -> ServiceParts:
    """Import the rooms of a service."""
    package = f"services.{name}"
    folder = ROOT / "services" / name
    service_class = importlib.import_module(f"{package}.service").Service
    return ServiceParts(
        name=name,
        service_class=service_class,
        read_model=service_class.read_model,
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
