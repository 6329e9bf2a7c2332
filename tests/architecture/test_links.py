import re
from pathlib import Path

from tests.architecture.tree import shown, source_files

LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")


def test_every_link_of_the_documentation_leads_somewhere() -> None:
    broken = [f"{shown(page)} → {link}" for page in _pages() for link in _local_links(page) if not _leads(page, link)]
    assert not broken, "These links lead nowhere:\n  " + "\n  ".join(broken)


def _pages() -> list[Path]:
    return [path for path in source_files() if path.suffix == ".md"]


def _local_links(page: Path) -> list[str]:
    return [link for link in LINK.findall(page.read_text()) if "://" not in link and not link.startswith("mailto:")]


def _leads(page: Path, link: str) -> bool:
    return (page.parent / link).exists()
