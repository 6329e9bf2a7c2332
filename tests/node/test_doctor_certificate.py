"""`lakou check` and the metric tell when the certificate of the pages ends, and that it is missing."""

import dataclasses
import datetime as dt
from pathlib import Path

from lakou.kernel import clock
from lakou.kernel.settings import Settings
from lakou.node import measures
from lakou.node.examining import line
from lakou.node.node import Node
from lakou.node.tls import authority


def node_with(folder: Path, certificate: Path) -> Node:
    return Node(Settings(name="guyane", port=1, data=folder, tls_certificate=str(certificate), tls_key=str(certificate)))


def test_the_end_of_the_certificate_of_the_pages_is_told(tmp_path: Path) -> None:
    made = authority.make(tmp_path, ["lakou.example.org"])
    node = node_with(tmp_path, made.certificate)
    node.migrate()
    (finding,) = line.examine(node)
    assert (finding.about, finding.well) == ("pages en https", True)
    measures.take(node)
    ends = node.metrics.registry.get_sample_value("lakou_tls_cert_expiry_timestamp", {"cert": "pages"})
    assert ends is not None
    with clock.at(dt.datetime.fromtimestamp(ends, dt.UTC) - dt.timedelta(days=2)):
        (late,) = line.examine(node)
    assert late.well is False
    assert "lakou tls make" in late.cure
    for context in node.contexts():
        context.database.dispose()


def test_a_certificate_that_is_missing_is_said(tmp_path: Path) -> None:
    node = node_with(tmp_path, tmp_path / "gone.pem")
    (finding,) = line.examine(node)
    assert dataclasses.astuple(finding)[:2] == ("pages en https", False)
    assert "gone.pem manque" in finding.words
