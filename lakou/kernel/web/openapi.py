"""The OpenAPI 3.1 document of a service, from its routes and their marshmallow schemas: it cannot drift from the code."""

import re
from collections.abc import Iterable
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import INCLUDE, Schema, fields

from lakou.kernel.web.routes import PUBLIC, Route

_PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")


class ProblemSchema(Schema):
    """RFC 9457; a rule may add facts of its own, such as the candidates of a duplicate."""

    class Meta:
        unknown = INCLUDE

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    errors = fields.Dict(keys=fields.String(), values=fields.String())


def document(service: str, prefix: str, routes: Iterable[Route]) -> dict[str, Any]:
    """The document of the API routes of one service."""
    spec = APISpec(
        title=f"Lakou, {service}",
        version="1",
        openapi_version="3.1.0",
        plugins=[MarshmallowPlugin(schema_name_resolver=_name)],
        servers=[{"url": f"{prefix}/api/v1"}],
    )
    spec.components.security_scheme("token", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})
    for route in routes:
        if route.kind == "api":
            path = _PARAMETER.sub(r"{\2}", route.path)
            spec.path(path=path, operations={route.method.lower(): _operation(route)})
    described: dict[str, Any] = _portable(spec.to_dict())
    return described


def _portable(part: Any) -> Any:
    """Patterns as JSON Schema reads them (ECMA 262, anywhere in the text): Python matches at the beginning, and ends with `\\Z`."""
    if isinstance(part, list):
        return [_portable(each) for each in part]
    if not isinstance(part, dict):
        return part
    made = {name: _portable(value) for name, value in part.items()}
    if isinstance(pattern := made.get("pattern"), str):
        made["pattern"] = "^" + pattern.removeprefix("^").replace(r"\Z", "$")
    return made


def _name(schema: Any) -> str:
    kind = schema if isinstance(schema, type) else type(schema)
    return str(kind.__name__).removesuffix("Schema")


def _operation(route: Route) -> dict[str, Any]:
    problem = {"content": {"application/problem+json": {"schema": ProblemSchema}}, "description": "Problem"}
    answer: dict[str, Any] = {"description": "Done"}
    if route.answer is not None:
        answer["content"] = {"application/json": {"schema": route.answer}}
    operation: dict[str, Any] = {
        "summary": route.summary,
        "operationId": re.sub(r"\W+", "_", route.method.lower() + _PARAMETER.sub(r"_\2", route.path)),
        "parameters": list(_parameters(route)),
        "responses": {str(route.status): answer, "default": problem},
    }
    if route.body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": route.body}}}
    if route.roles != PUBLIC:
        operation["security"] = [{"token": []}]
        operation["x-roles"] = sorted(route.roles)
    return operation


def _parameters(route: Route) -> Iterable[dict[str, Any]]:
    for kind, name in _PARAMETER.findall(route.path):
        schema = {"type": "string", "format": "uuid"} if kind == "uuid" else {"type": "integer" if kind == "int" else "string"}
        yield {"in": "path", "name": name, "required": True, "schema": schema}
    if route.query is not None:
        yield {"in": "query", "schema": route.query}
