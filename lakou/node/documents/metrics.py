"""docs/metrics.md, from the registry of a node."""

from prometheus_client import Counter, Gauge, Histogram

from lakou.kernel.metrics import Metrics

HEAD = """# Metrics

Written by `make contracts` from `lakou/kernel/metrics.py`. Every port answers `/metrics`; there is one registry a node. Labels come
from closed lists, never from people. What to do when one is bad: [alerts.md](alerts.md).

| metric | type | labels | meaning |
|---|---|---|---|
"""


def page() -> bytes:
    """The table."""
    return (HEAD + "\n".join(_row(*each) for each in declared()) + "\n").encode()


def declared() -> list[tuple[str, str, tuple[str, ...], str]]:
    """Name as it is scraped, type, labels and meaning of every metric."""
    declared_here = [each for each in vars(Metrics()).values() if isinstance(each, Counter | Gauge | Histogram)]
    return sorted(_told(each) for each in declared_here)


def _told(metric: Counter | Gauge | Histogram) -> tuple[str, str, tuple[str, ...], str]:
    (family,) = metric.describe()
    name = f"{family.name}_total" if family.type == "counter" else family.name
    return name, family.type, tuple(metric._labelnames), family.documentation  # the library has no public list of labels


def _row(name: str, kind: str, labels: tuple[str, ...], meaning: str) -> str:
    return f"| `{name}` | {kind} | {', '.join(labels)} | {meaning} |"
