"""From declared routes to what werkzeug matches a path against."""

import functools
from collections.abc import Callable

import orjson
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Response

from lakou.kernel.web.call import Call
from lakou.kernel.web.openapi import document
from lakou.kernel.web.routes import PUBLIC, Route, Routes


def plain_route(path: str, door: Callable[[], Response]) -> Route:
    """A door for machines, which is in no map."""
    return Route("GET", path, "plain", PUBLIC, lambda _call: door())


@functools.cache
def url_map(prefix: str, groups: tuple[Routes, ...]) -> Map:
    """The doors of one service. Five nodes in one process share it: compiling a rule takes a millisecond."""
    routes = [route for group in groups for route in group.routes]
    rules = []
    for route in routes:
        base = f"{prefix}/api/v1" if route.kind == "api" else prefix
        rules.append(Rule(f"{base}{route.path}", methods=[route.method], endpoint=route))
    if any(route.kind == "api" for route in routes):
        rules.append(Rule(f"{prefix}/api/openapi.json", methods=["GET"], endpoint=_described(prefix, routes)))
    return Map(rules, strict_slashes=False, merge_slashes=False)


def _described(prefix: str, routes: list[Route]) -> Route:
    """The door of the OpenAPI document, which is made when first asked for."""

    @functools.cache
    def made() -> bytes:
        return orjson.dumps(document(prefix.strip("/"), prefix, routes))

    def handler(_call: Call) -> Response:
        return Response(made(), mimetype="application/json")

    return Route("GET", "/openapi.json", "api", PUBLIC, handler, "OpenAPI 3.1 document")
