"""Pages from templates: one Jinja environment for the portal and every service, in French, escaped, strict.

Templates are named `<prefix>/<file>`. Beside Jinja's own, they find:

- filters of `lakou.portal.french`: day, hour, number, euros, percent, phone, duration, ago, plural;
- `site` and whatever else the renderer was built with; `me`, `nav`, `more`, `csrf` and `flash` of the request;
- `icon(name)`, drawn once in the sheet that `portal/layout.html` closes with, `csrf_field()`, `static(file)`;
- `charts`, which `portal/parts.html` draws with.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup

from lakou.portal import charts
from lakou.portal.french import FILTERS
from lakou.portal.icons import ICONS

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
STATIC = HERE / "static"

NOBODY: dict[str, Any] = {"me": None, "nav": (), "more": (), "csrf": "", "flash": None}


@dataclass
class Sheet:
    """What the page being rendered needs to remember: its token, and the icons it showed."""

    csrf: str
    icons: dict[str, None] = field(default_factory=dict)  # a set that keeps the order


# Not in the Jinja context, which a macro imported the usual way does not see. Each greenlet has its own value.
_sheet: ContextVar[Sheet] = ContextVar("sheet")


class Renderer:
    """`folders` maps a prefix to its directory; `everywhere` holds what every template is given, `site` first."""

    def __init__(self, folders: Mapping[str, Path], *, reload: bool = False, **everywhere: Any) -> None:
        self.environment = Environment(
            loader=PrefixLoader({prefix: FileSystemLoader(folder) for prefix, folder in folders.items()}),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=reload,
        )
        self.environment.filters.update(FILTERS)
        self.environment.globals.update(
            {"icon": icon, "icon_sheet": icon_sheet, "csrf_field": csrf_field, "static": _static_urls(STATIC)}
            | {"charts": charts}
            | everywhere
        )

    def render(self, name: str, **context: Any) -> str:
        """The page as text. What the request did not bring is as for a visitor: no `me`, no `nav`, no `flash`."""
        page = NOBODY | context
        token = _sheet.set(Sheet(csrf=page["csrf"]))
        try:
            return self.environment.get_template(name).render(page)
        finally:
            _sheet.reset(token)


def icon(name: str) -> Markup:
    """A sign from the sheet at the end of the page. Decorative: the word beside it says the same."""
    if name not in ICONS:
        raise LookupError(f"no icon named {name!r} in lakou.portal.icons")
    _sheet.get().icons[name] = None
    return Markup('<svg class="i" aria-hidden="true"><use href="#i-{}"/></svg>').format(name)


def icon_sheet() -> Markup:
    """The drawings of the icons shown so far: the last thing in the page."""
    symbols = (
        f'<symbol id="i-{name}" viewBox="0 0 24 24">{ICONS[name]}</symbol>\n'  # our own drawings, no one's input
        for name in _sheet.get().icons
    )
    return Markup("<svg hidden>\n{}</svg>").format(Markup("").join(map(Markup, symbols)))


def csrf_field() -> Markup:
    return Markup('<input type="hidden" name="csrf" value="{}">').format(_sheet.get().csrf)


def _static_urls(folder: Path) -> Any:
    """`static('lakou.css')` is a URL that changes with the content, so that browsers may keep the file for good."""
    urls = {
        path.name: f"/static/{path.name}?v={sha256(path.read_bytes()).hexdigest()[:8]}"
        for path in folder.iterdir()
        if path.is_file()
    }
    return urls.__getitem__
