"""The nameko side of a stream: `@handles(EventClass)` on a method of a service makes it an entrypoint.

nameko's own event handler acknowledges a message whose handler raised, and loses it; here the consumer calls the method inside the
transaction of its watermark, and the transport only feeds the consumer.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from nameko.containers import ServiceContainer, WorkerContext
from nameko.extensions import DependencyProvider, Entrypoint

from lakou.contracts.base import Event, Stream
from lakou.kernel.db import Db
from lakou.kernel.streams import Batch, Forget, Handler, Origin, ReadAhead

__all__ = ["Batch", "Context", "forgets", "forgetters", "handlers", "handles", "read_ahead", "reads_ahead", "subscriptions"]

Method = TypeVar("Method", bound=Callable[..., None])


def _instance(point: Entrypoint) -> Any:
    """A fresh service with its dependencies."""
    container = point.container
    instance = container.service_cls()
    context = WorkerContext(container, instance, point)
    for provider in container.dependencies:
        setattr(instance, provider.attr_name, provider.get_dependency(context))
    return instance


class _Handles(Entrypoint):  # type: ignore[misc]
    """Binds one event class to one method."""

    def __init__(self, event_class: type[Event], **kwargs: Any) -> None:
        self.event_class = event_class
        super().__init__(**kwargs)

    def call(self, db: Db, event: Event, origin: Origin) -> None:
        """Run the method on a fresh service instance with its dependencies, in the caller's transaction."""
        getattr(_instance(self), self.method_name)(db, event, origin)


def handles(event_class: type[Event]) -> Callable[[Method], Method]:
    """Declare that a method `(self, db, event, origin)` applies an event; it must not commit nor wait."""
    decorated: Callable[[Method], Method] = _Handles.decorator(event_class)
    return decorated


class _Forgets(Entrypoint):  # type: ignore[misc]
    """Binds the loss of a source's latest history on one stream to one method."""

    def __init__(self, stream: Stream, **kwargs: Any) -> None:
        self.stream = stream
        super().__init__(**kwargs)

    def call(self, db: Db, origin: Origin) -> None:
        """Run the method in the caller's transaction."""
        getattr(_instance(self), self.method_name)(db, origin)


def forgets(stream: Stream) -> Callable[[Method], Method]:
    """Declare that a method `(self, db, origin)` takes back all that a source said on a stream after `origin`."""
    decorated: Callable[[Method], Method] = _Forgets.decorator(stream)
    return decorated


class _ReadsAhead(Entrypoint):  # type: ignore[misc]
    """Binds the coming of a batch to one method."""

    def call(self, db: Db, batch: Batch) -> None:
        """Run the method in the caller's transaction."""
        getattr(_instance(self), self.method_name)(db, batch)


def reads_ahead(method: Method) -> Method:
    """Declare that a method `(self, db, batch)` fetches what the handlers of a batch will ask for, in a few queries."""
    decorated: Method = _ReadsAhead.decorator(method)
    return decorated


class Context(DependencyProvider):  # type: ignore[misc]
    """What the node hands to a service: its `ServiceContext`, from the container's configuration."""

    def get_dependency(self, worker_ctx: Any) -> Any:
        """The context, the same for every worker."""
        return self.container.config["context"]


def handlers(container: ServiceContainer) -> dict[str, Handler]:
    """Event type to bound handler, for each `@handles` method of a container."""
    found = [point for point in container.entrypoints if isinstance(point, _Handles)]
    return {point.event_class.type: point.call for point in found}


def forgetters(container: ServiceContainer) -> dict[Stream, Forget]:
    """Stream to bound method, for each `@forgets` method of a container."""
    return {point.stream: point.call for point in container.entrypoints if isinstance(point, _Forgets)}


def read_ahead(container: ServiceContainer) -> ReadAhead | None:
    """The bound `@reads_ahead` method of a container, if it has one."""
    return next((point.call for point in container.entrypoints if isinstance(point, _ReadsAhead)), None)


def subscriptions(service_class: type) -> set[type[Event]]:
    """The event classes that a service class listens to, without starting it."""
    found: set[type[Event]] = set()
    for attribute in vars(service_class).values():
        for point in getattr(attribute, "nameko_entrypoints", ()):
            if isinstance(point, _Handles):
                found.add(point.event_class)
    return found
