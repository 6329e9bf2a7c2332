"""What dashboards and rules ask for is measured, with those labels: `or vector(0)` would hide a name that nobody measures."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from lakou.node.documents import metrics
from tests.architecture.tree import ROOT

DASHBOARDS = sorted((ROOT / "deploy" / "grafana" / "dashboards").glob("*.json"))
RULES = ROOT / "deploy" / "prometheus" / "rules" / "lakou.yml"
EVERYWHERE = {"instance", "job", "le"}
MEASURED = {name: set(labels) for name, _, labels, _ in metrics.declared()}
OURS = re.compile(r"\b(lakou_\w+?)(?:_bucket|_sum|_count)?\b(?=[^\w]|$)(\{[^}]*\})?")


def queries(page: Path) -> Iterator[str]:
    if page.suffix == ".json":
        for panel in json.loads(page.read_text())["panels"]:
            yield from (target["expr"] for target in panel["targets"])
        return
    for group in yaml.safe_load(page.read_text())["groups"]:
        yield from (rule["expr"] for rule in group["rules"])


def wrong(query: str) -> str | None:
    """What a query asks for that nobody measures."""
    named = [(name, set(re.findall(r"(\w+)\s*[=!]~?", chosen or ""))) for name, chosen in OURS.findall(query)]
    if unknown := sorted({name for name, _ in named} - set(MEASURED)):
        return f"no metric {unknown}"
    by = {label.strip() for some in re.findall(r"\b(?:by|on|without)\s*\(([^)]*)\)", query) for label in some.split(",")}
    for name, chosen in named:
        if strange := (chosen | by) - MEASURED[name] - EVERYWHERE:
            return f"{name} has no label {sorted(strange)}"
    return None


@pytest.mark.parametrize("page", [*DASHBOARDS, RULES], ids=lambda path: path.name)
def test_every_query_asks_for_what_is_measured(page: Path) -> None:
    asked = list(queries(page))
    assert len(asked) > 5
    assert {query: found for query in asked if (found := wrong(query))} == {}


def test_a_query_for_what_nobody_measures_is_noticed() -> None:
    assert wrong("sum by (service) (lakou_park_depth)") is None
    assert wrong("sum(lakou_park_deep) or vector(0)") == "no metric ['lakou_park_deep']"
    assert wrong('lakou_park_depth{node="x"}') == "lakou_park_depth has no label ['node']"
    assert wrong("max by (town) (lakou_park_depth)") == "lakou_park_depth has no label ['town']"
