"""Debian's Chromium, without the errands it runs on the network."""

from typing import Protocol

from playwright.sync_api import Browser, Page, Playwright

from tests.private.machine import chromium

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def launch(playwright: Playwright) -> Browser:
    """Raises Absent where Chromium is not installed."""
    return playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)


class OpenPage(Protocol):
    def __call__(self, width: int = 360, *, javascript: bool = True) -> Page: ...
