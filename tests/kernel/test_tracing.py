"""Spans, when somebody wants them: one trace from the request to what applied its event, and not a word of anybody in it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from werkzeug.wrappers import Response

from lakou.kernel import tracing
from lakou.kernel.web.app import Mount
from lakou.kernel.web.call import Call
from lakou.kernel.web.routes import Routes
from tests.kernel.kit import KIND, LOCAL, SOURCE, opened, reader, recorded, say, sqlite
from tests.kernel.web_kit import HELPER, Yard

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = "00f067aa0ba902b7"


@pytest.fixture
def exported(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer", lambda name: provider.get_tracer(name))
    tracing.configure(True)
    yield exporter
    tracing.configure(False)


def told(span: ReadableSpan) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(span.to_json())
    return found


def acting(folder: Path, act: Any) -> Yard:
    yard, doors = Yard(folder), Routes("acts")

    @doors.api("POST", "/acts", roles=HELPER, summary="Act")
    def handler(call: Call) -> Response:
        act()
        return call.answer({})

    context = yard.app._mounts["/yard"].context
    yard.app._mounts["/acts"] = Mount("/acts", context, (doors,))
    return yard


def test_one_trace_goes_from_the_request_to_what_applied_its_event(exported: InMemorySpanExporter, tmp_path: Path) -> None:
    source = opened(sqlite(tmp_path, "source"))
    yard = acting(tmp_path, lambda: say(source))
    parent = f"00-{TRACE}-{PARENT}-01"
    answer = yard.ask("POST", "/acts/api/v1/acts", "helper bearer", json={}, headers={"traceparent": parent})
    assert (answer.status_code, answer.headers["X-Trace"]) == (200, TRACE)
    reader(opened(sqlite(tmp_path, "sink"), "/martinique/sessions")).apply(SOURCE, LOCAL, recorded(source))
    request, applied = exported.get_finished_spans()
    assert (request.name.split()[1:], applied.name) == (["POST", "/acts"], f"apply {KIND}")
    assert [told(request)["parent_id"], told(applied)["parent_id"]] == [f"0x{PARENT}", told(request)["context"]["span_id"]]
    assert {told(each)["context"]["trace_id"] for each in (request, applied)} == {f"0x{TRACE}"}
    assert dict(request.attributes or {}) == {"http.response.status_code": 200}


def test_an_error_leaves_its_class_and_not_its_words(exported: InMemorySpanExporter) -> None:
    def fail() -> None:
        with tracing.span("work"):
            raise LookupError("Rosalie Mirval")

    with pytest.raises(LookupError):
        fail()
    (span,) = exported.get_finished_spans()
    assert span.status.description == "LookupError"
    assert "Rosalie" not in span.to_json()


def test_without_the_setting_opentelemetry_is_not_even_imported() -> None:
    asked = "import sys, lakou.cli.running; print([name for name in sys.modules if name.startswith('opentelemetry')])"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_wanted_and_not_installed_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    with pytest.raises(tracing.NoTraces, match="pip install"):
        tracing.configure(True)
    with tracing.span("work") as nothing:
        assert nothing is None
