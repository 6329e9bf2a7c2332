"""The message door of notifications: each handler is one call, no rule."""

from lakou.kernel.streams_door import Context


class Service:
    """Applies what the other services said."""

    name = "notifications"
    context = Context()
