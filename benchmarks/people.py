"""A node's enrollment, and invented people for it."""

import random
from pathlib import Path
from typing import Any

from lakou.kernel.context import ServiceContext
from lakou.kernel.settings import Settings
from lakou.node.demo import people
from lakou.node.node import Node
from services.enrollment.schemas.beneficiaries import BeneficiaryInSchema

BY = "Mesure"


def enrollment(folder: Path) -> ServiceContext:
    """Martinique's, empty, not started."""
    services = ("enrollment",)
    node = Node(Settings(name="martinique", port=0, data=folder, services=services, transport="amqp", amqp="amqp://nowhere"))
    node.migrate()
    return node.services["enrollment"].context


def invented(count: int) -> list[dict[str, Any]]:
    """Checked answers of so many people, the same at each run."""
    dice = random.Random(5)
    schema = BeneficiaryInSchema()
    return [schema.load(person) for person in people.neighbors("972", count, dice, 2026)]
