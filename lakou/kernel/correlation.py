"""One W3C trace id from a click, through every event it causes, to the figure."""

import contextlib
import contextvars
import re
import secrets
from collections.abc import Iterator

_current: contextvars.ContextVar[str | None] = contextvars.ContextVar("traceparent", default=None)
_SHAPE = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


def traceparent() -> str | None:
    """The W3C traceparent of what is being done, if any."""
    return _current.get()


def trace_id() -> str | None:
    """The 32 hexadecimal digits of the trace."""
    current = _current.get()
    return current.split("-")[1] if current else None


@contextlib.contextmanager
def follow(parent: str | None = None) -> Iterator[None]:
    """Work inside a trace: the given one when it is well formed, else a new one."""
    valid = parent if parent and _SHAPE.fullmatch(parent) else f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"
    token = _current.set(valid)
    try:
        yield
    finally:
        _current.reset(token)
