"""Fixtures for looking at pages as people do: Debian's Chromium, driven by Playwright.

These tests run in a process of their own, and start what they look at as a `Program`.
"""

import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from tests.browser.chromium import OpenPage, launch
from tests.private.machine import Absent
from tests.private.plugin import refuse

HEIGHT = 800


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Playwright hangs for ever in a process that eventlet has patched, which importing `lakou.cli` does."""
    if "lakou.cli" in sys.modules:
        pytest.fail("lakou.cli is imported here: run tests/browser alone, as make test does", pytrace=False)
    with sync_playwright() as playwright:
        try:
            chromium = launch(playwright)
        except Absent as absent:
            refuse(absent)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[OpenPage]:
    """`page(360)` opens a page of that width, each in a browser profile of its own (no shared cookies).

    A script that raised on any of them fails the test at its end.
    """
    contexts: list[BrowserContext] = []
    errors: list[Error] = []

    def open_page(width: int = 360, *, javascript: bool = True) -> Page:
        viewport = {"width": width, "height": HEIGHT}
        context = browser.new_context(viewport=viewport, locale="fr-FR", java_script_enabled=javascript)  # type: ignore[arg-type]
        contexts.append(context)
        opened = context.new_page()
        opened.on("pageerror", lambda error: errors.append(error))
        return opened

    yield open_page
    for context in contexts:
        context.close()
    assert not errors, f"scripts of the page raised: {errors}"
