"""A page read as a browser or a screen reader would, and what they would stumble on."""

import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
SELF_CLOSED = {"path", "circle", "rect", "line", "polyline", "ellipse", "use"}
CLOSES_A_PARAGRAPH = {"p", "div", "form", "section", "ul", "ol", "dl", "table", "figure", "details", "fieldset", "h2", "h3"}


class Reader(HTMLParser):
    """Reads a page and keeps what a browser or a screen reader would stumble on."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, dict[str, str]]] = []
        self.labelled: set[str] = set()
        self.controls: list[tuple[dict[str, str], bool]] = []
        self.headings: list[int] = []
        self.feed(page)
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, attrs)
        if tag in CLOSES_A_PARAGRAPH and "p" in self.open:
            self.faults.append(f"<{tag}> at {self.getpos()} stands in a paragraph")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in SELF_CLOSED:
            self.faults.append(f"<{tag}/> does not close in HTML")
        self._note(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()} closes something else")

    def _note(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if len(given) != len(attrs):
            self.faults.append(f"<{tag}> repeats an attribute")
        self.attributes.append((tag, given))
        if tag == "label" and "for" in given:
            self.labelled.add(given["for"])
        if tag in ("input", "select", "textarea") and given.get("type") != "hidden":
            self.controls.append((given, "label" in self.open))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    @property
    def ids(self) -> Counter[str]:
        return Counter(given["id"] for _, given in self.attributes if "id" in given)


def faults_of(page: str) -> list[str]:
    reader = Reader(page)
    doubles = [f"id {id} is used twice" for id, count in reader.ids.items() if count > 1]
    skips = [f"h{below} follows h{above}" for above, below in pairwise(reader.headings) if below > above + 1]
    attributes = [fault for tag, given in reader.attributes for fault in attribute_faults(tag, given, set(reader.ids))]
    return reader.faults + doubles + skips + attributes + unlabelled(reader)


def attribute_faults(tag: str, given: dict[str, str], ids: set[str]) -> list[str]:
    faults = [f"{tag} has {name}" for name in given if name == "style" or name.startswith("on")]
    if tag in ("script", "style"):
        faults.append(f"<{tag}> in the page")
    if given.get("href", "").startswith("#") and given["href"][1:] not in ids:
        faults.append(f"{given['href']} leads nowhere")
    for reference in ("aria-labelledby", "aria-describedby", "for", "list"):
        faults += [f"{reference} names {id}" for id in given.get(reference, "").split() if id not in ids]
    return faults


def unlabelled(reader: Reader) -> list[str]:
    return [
        f"{given.get('name')} has no label"
        for given, wrapped in reader.controls
        if not wrapped and given.get("id") not in reader.labelled and "aria-labelledby" not in given
    ]
