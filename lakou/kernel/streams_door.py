"""The nameko side of a stream: `@handles(EventClass)` on a method of a service makes it an entrypoint.

nameko's own event handler acknowledges a message whose handler raised, and loses it; here the consumer calls the method inside the
transaction of its watermark, and the transport only feeds the consumer.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from nameko.containers import ServiceContainer, WorkerContext
from nameko.extensions import DependencyProvider, Entrypoint

from lakou.contracts.base import Event
from lakou.kernel.db import Db
from lakou.kernel.streams import Handler, Origin

Method = TypeVar("Method", bound=Callable[..., None])


class _Handles(Entrypoint):  # type: ignore[misc]
    """Binds one event class to one method."""

    def __init__(self, event_class: type[Event], **kwargs: Any) -> None:
        self.event_class = event_class
        super().__init__(**kwargs)

    def call(self, db: Db, event: Event, origin: Origin) -> None:
        """Run the method on a fresh service instance with its dependencies, in the caller's transaction."""
        container = self.container
        instance = container.service_cls()
        context = WorkerContext(container, instance, self)
        for provider in container.dependencies:
            setattr(instance, provider.attr_name, provider.get_dependency(context))
        getattr(instance, self.method_name)(db, event, origin)


def handles(event_class: type[Event]) -> Callable[[Method], Method]:
    """Declare that a method `(self, db, event, origin)` applies an event; it must not commit nor wait."""
    decorated: Callable[[Method], Method] = _Handles.decorator(event_class)
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


def subscriptions(service_class: type) -> set[type[Event]]:
    """The event classes that a service class listens to, without starting it."""
    found: set[type[Event]] = set()
    for attribute in vars(service_class).values():
        for point in getattr(attribute, "nameko_entrypoints", ()):
            if isinstance(point, _Handles):
                found.add(point.event_class)
    return found
