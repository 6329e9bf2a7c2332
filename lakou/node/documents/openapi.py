"""docs/openapi/<service>.json: the API of each service as its port describes it."""

from typing import Any

from lakou.kernel.web.openapi import document
from lakou.node import catalog


def described() -> dict[str, dict[str, Any]]:
    """The OpenAPI 3.1 document of each service by its name."""
    return {parts.name: _document(parts) for parts in catalog.load_all(catalog.SERVICES)}


def _document(parts: catalog.ServiceParts) -> dict[str, Any]:
    routes = [route for group in parts.routes for route in group.routes]
    return document(parts.name, f"/{parts.name}", routes)
