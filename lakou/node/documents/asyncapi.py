"""docs/asyncapi.json: the three streams, who says what on them and who listens (AsyncAPI 3.0)."""

from typing import Any

from lakou import __version__
from lakou.contracts.base import EVENTS, Event, Stream
from lakou.contracts.json_schema import schema_of
from lakou.kernel.streams_door import subscriptions
from lakou.node import catalog

STREAMS = {
    Stream.LOCAL: "Ids, codes and dates, inside a node.",
    Stream.IDENTITY: "Names and addresses, inside a node; sessions and notifications alone bind it, its queues expire in a day.",
    Stream.FACT: "Pseudonymous facts: the one stream that leaves a node, in batches over the link to the hub.",
}


def document() -> dict[str, Any]:
    """The whole document."""
    kinds = sorted(EVENTS.values(), key=lambda kind: kind.type)
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Lakou", "version": __version__, "description": "Events of a node, and facts to the hub."},
        "defaultContentType": "application/cloudevents+json",
        "channels": {stream.value: _channel(stream, kinds) for stream in Stream},
        "operations": {name: operation for name, operation in _operations(kinds)},
        "components": {"messages": {kind.type: _message(kind) for kind in kinds}},
    }


def _channel(stream: Stream, kinds: list[type[Event]]) -> dict[str, Any]:
    return {
        "address": f"lakou.{stream.value}",
        "description": STREAMS[stream],
        "messages": {kind.type: {"$ref": f"#/components/messages/{kind.type}"} for kind in kinds if kind.stream is stream},
        "bindings": {"amqp": {"is": "routingKey", "exchange": {"name": f"lakou.{stream.value}", "type": "topic", "durable": True}}},
    }


def _message(kind: type[Event]) -> dict[str, Any]:
    return {
        "name": kind.type,
        "summary": schema_of(kind)["description"],
        "contentType": "application/cloudevents+json",
        "payload": {
            "type": "object",
            "required": ["specversion", "id", "source", "type", "time", "sequence", "epoch", "data"],
            "properties": {"type": {"const": kind.type}, "data": {"$ref": f"schemas/{kind.type}.json"}},
        },
    }


def _operations(kinds: list[type[Event]]) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for parts in catalog.load_all(catalog.SERVICES):
        heard = subscriptions(parts.service_class)
        for stream in Stream:
            said = [kind for kind in kinds if kind.source == parts.name and kind.stream is stream]
            found.append((f"{parts.name}.says.{stream.value}", _operation("send", stream, said)))
            listened = [kind for kind in kinds if kind in heard and kind.stream is stream]
            found.append((f"{parts.name}.hears.{stream.value}", _operation("receive", stream, listened)))
    return [(name, operation) for name, operation in found if operation["messages"]]


def _operation(action: str, stream: Stream, kinds: list[type[Event]]) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{stream.value}"},
        "messages": [{"$ref": f"#/channels/{stream.value}/messages/{kind.type}"} for kind in kinds],
    }
