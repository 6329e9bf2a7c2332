"""Spans for those who trace, by the API of OpenTelemetry alone: off unless a setting says otherwise, and nothing where it is not
installed. What exports them is chosen outside (`opentelemetry-instrument lakou run …`).

A span has a name from a closed list and no text of anybody: an error leaves its mark, never its words. Facts bear no trace.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

from lakou.kernel import correlation

_tools: Any = None
"""OpenTelemetry's trace module, its tracer and its propagator, while traces are wanted."""


class NoTraces(RuntimeError):
    """Raised at start when traces are wanted and their package is missing."""


def configure(on: bool) -> None:
    """Once, at the start of the process. Raises NoTraces."""
    global _tools
    _tools = None
    if not on:
        return
    try:
        from opentelemetry import trace
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
    except ImportError as error:
        raise NoTraces("traces = true needs the package opentelemetry-api: pip install 'lakou[traces]'") from error
    _tools = trace, trace.get_tracer("lakou"), TraceContextTextMapPropagator()


@contextlib.contextmanager
def span(name: str) -> Iterator[Any]:
    """Work inside a span of the trace that is followed; what is recorded meanwhile is its child. None while nobody traces."""
    if _tools is None:
        yield None
        return
    trace, tracer, propagator = _tools
    parent = propagator.extract({"traceparent": correlation.traceparent() or ""})
    with tracer.start_as_current_span(name, context=parent, record_exception=False, set_status_on_exception=False) as current:
        carrier: dict[str, str] = {}
        propagator.inject(carrier, trace.set_span_in_context(current))
        with correlation.follow(carrier.get("traceparent") or correlation.traceparent()):
            try:
                yield current
            except BaseException as error:
                current.set_status(trace.StatusCode.ERROR, type(error).__name__)
                raise
