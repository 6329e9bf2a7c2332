"""Every page of the demo, on a phone and on a desk: nothing for axe-core to say, nothing wider than the screen, no dead link."""

from collections.abc import Iterator

import pytest
import requests
from playwright.sync_api import Page

from tests.browser.accessibility import assert_accessible, assert_fits
from tests.browser.chromium import OpenPage
from tests.browser.tour import parties, sign_in, visit
from tests.journeys.federation import Federation

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Federation]:
    made = Federation(tmp_path_factory.mktemp("demo"), demo=True)
    with made.program:
        made.wait_ready()
        yield made


@pytest.mark.parametrize("width", [360, 1280])
def test_it_is_accessible_and_fits(demo: Federation, page: OpenPage, width: int) -> None:
    for (node, login), stops in parties():
        opened = page(width)
        if login:
            sign_in(opened, demo.url(node), login, node)
        for stop in stops:
            visit(opened, stop, demo.url)
            assert_accessible(opened)
            assert_fits(opened)


def test_no_link_is_dead(demo: Federation, page: OpenPage) -> None:
    for (node, login), stops in parties():
        opened = page(1280)
        if login:
            sign_in(opened, demo.url(node), login, node)
        links: set[str] = set()
        for stop in stops:
            visit(opened, stop, demo.url)
            links |= links_of(opened, demo.url(stop.node))
        with requests.Session() as session:
            for cookie in opened.context.cookies():
                session.cookies.set(cookie.get("name", ""), cookie.get("value", ""))
            for link in sorted(links):
                answer = session.get(link, timeout=20)
                assert answer.status_code == 200, f"{link}: {answer.status_code}"


def links_of(opened: Page, base: str) -> set[str]:
    """The addresses of this site that the page links to; an empty or `#` address is a dead control."""
    found = set()
    for link in opened.locator("a").all():
        href = link.get_attribute("href") or ""
        assert href not in ("", "#"), f"{opened.url} has a dead link: {link.text_content()}"
        if href.startswith("/"):
            found.add(base + href)
        elif href.startswith("#"):
            assert opened.locator(href).count() == 1, f"{opened.url} links to {href}, which is not on it"
    return found
