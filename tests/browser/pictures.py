"""Makes docs/pictures anew: every page of the demo at 360 and 1280 px, and a page that sets them beside their mockups."""

import contextlib
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import launch
from tests.browser.tour import STOPS, parties, sign_in, visit
from tests.journeys.federation import ROOT, Federation

PICTURES = ROOT / "docs" / "pictures"
MOCKUPS = ROOT.parent / "shared" / "mockups" / "shots"
WIDTHS = (360, 1280)


def main() -> None:
    """Start a demo, look at it, write the pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        demo = Federation(Path(folder), demo=True)
        stack.enter_context(demo.program)
        demo.wait_ready(120)
        browser = launch(stack.enter_context(sync_playwright()))
        for width in WIDTHS:
            _take_all(browser, demo, width)
        browser.close()
    (PICTURES / "README.md").write_text(_page())


def _take_all(browser: Browser, demo: Federation, width: int) -> None:
    for (node, login), stops in parties():
        with browser.new_context(viewport={"width": width, "height": 800}, locale="fr-FR") as context:
            page = context.new_page()
            if login:
                sign_in(page, demo.url(node), login, node)
            for stop in stops:
                visit(page, stop, demo.url)
                page.screenshot(path=PICTURES / f"{stop.name}-{width}.png", full_page=True)
                _keep_mockup(stop.mockup, width)


def _keep_mockup(name: str | None, width: int) -> None:
    drawn = MOCKUPS / f"{name}-{width}.png"
    if name and drawn.exists():
        (PICTURES / "mockups").mkdir(exist_ok=True)
        shutil.copyfile(drawn, PICTURES / "mockups" / drawn.name)


def _page() -> str:
    lines = [
        "# Every page, beside its mockup",
        "",
        "Made by `make pictures` from the demo. Persons and numbers are invented.",
        "",
    ]
    for stop in STOPS:
        lines += [f"## {stop.name}: `{stop.path}`, {stop.node}", ""]
        lines += ["| width | the page | its mockup |", "|---|---|---|"]
        for width in WIDTHS:
            drawn = f"mockups/{stop.mockup}-{width}.png"
            mockup = f"![mockup]({drawn})" if (PICTURES / drawn).exists() else "none was drawn"
            lines.append(f"| {width} | ![{stop.name} at {width} px]({stop.name}-{width}.png) | {mockup} |")
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
