"""Pictures of pages, whole, at the width of a phone and of a desk. See scripts/screenshots."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import click
from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import launch

WIDTHS = (360, 1280)


@click.command()
@click.argument("urls", nargs=-1, required=True)
@click.option("--out", type=click.Path(path_type=Path), default=Path("var/screenshots"), show_default=True)
@click.option("--cookie", "cookies", multiple=True, metavar="NAME=VALUE", help="Sent with every page: a signed-in session.")
def main(urls: tuple[str, ...], out: Path, cookies: tuple[str, ...]) -> None:
    """Saves each of URLS as PNG at 360 and 1280 pixels and prints the file names."""
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for url in urls:
            for width in WIDTHS:
                file = out / f"{file_name(url)}-{width}.png"
                take(browser, url, width, file, cookies)
                click.echo(file)
        browser.close()


def take(browser: Browser, url: str, width: int, file: Path, cookies: tuple[str, ...] = ()) -> None:
    with browser.new_context(viewport={"width": width, "height": 800}, locale="fr-FR") as context:
        for cookie in cookies:
            name, _, value = cookie.partition("=")
            context.add_cookies([{"name": name, "value": value, "url": url}])
        page = context.new_page()
        page.goto(url)
        page.screenshot(path=file, full_page=True)


def file_name(url: str) -> str:
    """`http://127.0.0.1:8971/sessions/?day=1` → `8971-sessions-day-1`."""
    parts = urlsplit(url)
    return re.sub(r"[^\w]+", "-", f"{parts.port or parts.hostname}{parts.path}{'-' + parts.query if parts.query else ''}").strip(
        "-"
    )


if __name__ == "__main__":
    main()
