"""What `lakou run` puts between this process and the other machines: the link of a node, or the intake of the hub."""

from lakou.kernel.settings import Settings
from lakou.node.hub import Reception
from lakou.node.link import Link
from lakou.node.node import Node
from lakou.node.wire.admitted import Admitted
from lakou.node.wire.hub_end import Intake
from lakou.node.wire.node_end import HubWire, identity


class Line:
    """The end of the line that is here; none when reporting runs elsewhere, or no hub is named yet."""

    def __init__(self, node: Node) -> None:
        self.parts: list[Link | Intake] = []
        settings, running = node.settings, node.services.get("reporting")
        if running is None:
            return
        if settings.is_hub and settings.link:
            reception = Reception(running.consumer, node.metrics)
            self.parts.append(Intake(settings.link, admitted(settings), reception, settings.intake_bytes_per_second))
        elif settings.hub.startswith("amqps://"):
            wire = HubWire(settings.hub, identity(node.keys))
            node.link = Link(running.context, wire, flush_seconds=settings.link_flush_seconds)
            self.parts.append(node.link)

    def start(self) -> None:
        """Returns at once, whether the other end is there or not."""
        for part in self.parts:
            part.start()

    def stop(self) -> None:
        """Stop anywhere: what was not acknowledged is sent again."""
        for part in self.parts:
            part.stop()


def admitted(settings: Settings) -> Admitted:
    """Where a hub keeps the nodes that it admitted."""
    return Admitted(settings.data / "keys" / "link")
