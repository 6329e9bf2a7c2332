"""What a page owes to everybody: axe-core finds nothing, and nothing is wider than the screen."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}}
SHOWN_ELEMENTS = 5


def assert_accessible(page: Page) -> None:
    """Every violation is listed with its rule, its page of explanation and the elements it concerns."""
    violations = Axe().run(page, options=RULES).response["violations"]
    assert not violations, "\n".join([f"{page.url} at {_width(page)} px:", *map(_told, violations)])


def assert_fits(page: Page) -> None:
    """Nothing makes the page scroll sideways."""
    needed = page.evaluate("document.documentElement.scrollWidth")
    assert needed <= _width(page), f"{page.url} needs {needed} px, the screen has {_width(page)}"


def _width(page: Page) -> int:
    return page.viewport_size["width"] if page.viewport_size else 0


def _told(violation: dict[str, Any]) -> str:
    elements = [f"    {node['html']}" for node in violation["nodes"]]
    lines = [f"  {violation['id']} ({violation['impact']}): {violation['help']}", f"    {violation['helpUrl']}"]
    if len(elements) > SHOWN_ELEMENTS:
        elements = [*elements[:SHOWN_ELEMENTS], f"    … and {len(elements) - SHOWN_ELEMENTS} more"]
    return "\n".join(lines + elements)
