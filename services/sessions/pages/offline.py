"""The notebook for days without a network: one page that holds nothing of anybody, its scripts, its worker, its manifest."""

import functools
import hashlib
from pathlib import Path

import orjson
from werkzeug.wrappers import Response

from lakou.kernel.problems import NotFound
from lakou.kernel.web.call import Call
from lakou.kernel.web.headers import with_scripts
from lakou.kernel.web.routes import PUBLIC
from services.sessions.pages.doors import ROUTES
from services.sessions.pages.views import theme_choices

STATIC = Path(__file__).parents[1] / "static"
HERE = "/sessions/offline"
WORKER = "worker.js"
JAVASCRIPT = "text/javascript"
ASKS_AGAIN = {"Cache-Control": "no-cache"}
FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}


@functools.cache
def scripts() -> dict[str, bytes]:
    """The modules of the pages, by name."""
    return {path.name: path.read_bytes() for path in sorted(STATIC.glob("*.js")) if path.name != WORKER}


@functools.cache
def version() -> str:
    """Changes with any of the modules: they are only ever used together."""
    return hashlib.sha256(b"\0".join(scripts().values())).hexdigest()[:12]


def address(name: str) -> str:
    """Where a module is."""
    return f"{HERE}/{version()}/{name}"


@ROUTES.page("GET", "/offline", roles=PUBLIC)
def notebook(call: Call) -> Response:
    """The page, the same for everybody: the worker keeps it."""
    return _page(call)


@ROUTES.page("GET", "/offline/<version>/<name>", roles=PUBLIC)
def script(call: Call) -> Response:
    """A module; its address changes with the version, so that browsers may keep it."""
    body = scripts().get(call.params["name"])
    if body is None or call.params["version"] != version():
        raise NotFound
    return Response(body, mimetype=JAVASCRIPT, headers=FOR_GOOD)


@ROUTES.page("GET", "/worker.js", roles=PUBLIC)
def worker(call: Call) -> Response:
    """Its text changes whenever the page or a module does, and browsers then fetch them anew. It serves the whole node.

    What a worker may fetch follows from the policy of its own file.
    """
    face = hashlib.sha256(_page(call).get_data()).hexdigest()[:12]
    text = f'const VERSION = "{face}";\n'.encode() + (STATIC / WORKER).read_bytes()
    headers = ASKS_AGAIN | {"Service-Worker-Allowed": "/"}
    return with_scripts(Response(text, mimetype=JAVASCRIPT, headers=headers))


@ROUTES.page("GET", "/app.webmanifest", roles=PUBLIC)
def manifest(call: Call) -> Response:
    """What a phone shows when the pages are put on its first screen."""
    described = {
        "name": f"Lakou, {call.site.association}",
        "short_name": "Lakou",
        "lang": "fr",
        "id": "/sessions/",
        "start_url": "/sessions/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#ffffff",
        "icons": [{"src": "/static/favicon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
        "shortcuts": [{"name": "Carnet hors ligne", "url": HERE}],
    }
    return Response(orjson.dumps(described), mimetype="application/manifest+json", headers=ASKS_AGAIN)


def _page(call: Call) -> Response:
    call.visitor = None
    modules = [address(name) for name in scripts()]
    return with_scripts(call.render("sessions/offline.html", main=address("main.js"), modules=modules, themes=theme_choices()))
