"""What a node hands to each of its services, and nothing else: no global, no environment."""

import dataclasses

from lakou.kernel.db import Database
from lakou.kernel.keys import Keys
from lakou.kernel.metrics import Metrics
from lakou.kernel.settings import Settings


@dataclasses.dataclass(frozen=True)
class Site:
    """In whose house one stands. `zone` is the IANA zone of the place, `territory` its code (empty at the hub)."""

    node: str
    house: str
    association: str
    place: str
    territory: str
    zone: str
    zone_label: str
    is_hub: bool
    demo: bool
    version: str


@dataclasses.dataclass(frozen=True)
class ServiceContext:
    """The surroundings of one service on one node."""

    service: str
    site: Site
    database: Database
    settings: Settings
    metrics: Metrics
    keys: Keys
