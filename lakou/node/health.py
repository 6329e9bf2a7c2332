"""/healthz for restarts and proxies, /readyz for people and rollouts, /metrics for Prometheus."""

from collections.abc import Callable

import orjson
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from werkzeug.wrappers import Response

from lakou.kernel import clock_guard
from lakou.kernel.database_trouble import is_trouble, problem
from lakou.node import measures
from lakou.node.house import House


def doors(node: House) -> dict[str, Callable[[], Response]]:
    """The three plain doors of a node, without role or page."""
    return {"/healthz": _alive, "/readyz": lambda: _ready(node), "/metrics": lambda: _metrics(node)}


def _alive() -> Response:
    return Response("ok\n", mimetype="text/plain")


def _ready(node: House) -> Response:
    why = _why_not(node)
    ready = why is None and node.ready()
    body = orjson.dumps({"node": node.site.node, "ready": ready, **({"why": why} if why else {})})
    return Response(body, 200 if ready else 503, mimetype="application/json")


def _why_not(node: House) -> str | None:
    """What a person must repair before anything can be recorded here."""
    try:
        for running in node.services.values():
            with running.context.database.reading() as db:
                clock_guard.examine(db)
    except Exception as error:
        if not is_trouble(error):
            raise
        return problem(error).sentence
    return None


def _metrics(node: House) -> Response:
    measures.take(node)
    return Response(generate_latest(node.metrics.registry), mimetype=CONTENT_TYPE_LATEST)
