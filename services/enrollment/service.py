"""The message door of enrollment: each handler is one call, no rule."""

from lakou.kernel.streams_door import Context


class Service:
    """Applies what the other services said."""

    name = "enrollment"
    context = Context()
