import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.accessibility import assert_accessible, assert_fits
from tests.browser.chromium import OpenPage
from tests.browser.screenshots import file_name, take

PAGES = Path(__file__).parent / "pages"


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    """The base address of the sample pages."""

    def handler(*arguments: object) -> QuietHandler:
        return QuietHandler(*arguments, directory=PAGES)  # type: ignore[arg-type]

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_good_page_passes(page: OpenPage, site: str, width: int) -> None:
    looked_at = page(width)
    looked_at.goto(f"{site}/good.html")
    assert_accessible(looked_at)
    assert_fits(looked_at)


def test_a_bad_page_is_told_what_is_wrong_with_it(page: OpenPage, site: str) -> None:
    looked_at = page(360)
    looked_at.goto(f"{site}/bad.html")
    with pytest.raises(AssertionError) as told:
        assert_accessible(looked_at)
    for rule in ("html-has-lang", "image-alt", "label"):
        assert rule in str(told.value)


def test_a_page_wider_than_a_phone_is_refused(page: OpenPage, site: str) -> None:
    looked_at = page(360)
    looked_at.goto(f"{site}/bad.html")
    with pytest.raises(AssertionError, match="the screen has 360"):
        assert_fits(looked_at)


def test_a_page_can_be_opened_without_javascript(page: OpenPage, site: str) -> None:
    looked_at = page(360, javascript=False)
    looked_at.goto(f"{site}/good.html")
    assert looked_at.get_by_role("heading", name="Atelier de mardi").is_visible()


def test_a_screenshot_is_a_png(browser: Browser, site: str, tmp_path: Path) -> None:
    take(browser, f"{site}/good.html", 360, tmp_path / "good.png", ("session=1",))
    assert (tmp_path / "good.png").read_bytes().startswith(b"\x89PNG")


def test_a_screenshot_is_named_after_its_address() -> None:
    assert file_name("http://127.0.0.1:8971/sessions/?day=1") == "8971-sessions-day-1"
