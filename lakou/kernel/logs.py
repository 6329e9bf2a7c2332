"""JSON logs on standard error, one stream a process, with the trace id. What is logged is chosen field by field: never a payload,
never a form, never the text of a database error."""

import logging
import sys
from typing import Any

import structlog

from lakou.kernel import correlation

detailed = False
"""Whether each request and each event is worth a line."""


def configure(level: str = "INFO") -> None:
    """Set up structlog once, at the start of the process. Libraries' own loggers speak from warning up."""
    global detailed
    detailed = level == "DEBUG"
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format='{"event": "library", "logger": "%(name)s"}')
    structlog.configure(
        processors=[
            _add_trace,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def get(**bound: Any) -> Any:
    """A logger; `bound` is added to each line."""
    return structlog.get_logger(**bound)


def _add_trace(_logger: Any, _name: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
    trace = correlation.trace_id()
    if trace:
        line["trace"] = trace
    return line
