"""The operator's page: how far each stream and the link have got, what is parked, and what to do about it."""

from marshmallow import Schema, fields
from werkzeug.wrappers import Response

from lakou.kernel import clock, parking
from lakou.kernel.consumer import Consumer
from lakou.kernel.context import ServiceContext
from lakou.kernel.problems import NotFound
from lakou.kernel.web.call import Call
from lakou.kernel.web.flash import Flash
from lakou.kernel.web.routes import Routes
from lakou.node import operations
from lakou.node.house import House
from lakou.node.link_state import link_state
from services.reporting.use_cases import hub_link

OPERATORS = frozenset({"operator"})
PAGE = "/liaison"


class ParkedSchema(Schema):
    """Which parked event of which service."""

    service = fields.String(required=True)
    number = fields.Integer(required=True)


def routes(node: House) -> Routes:
    """The doors that need to see the whole node, not one service."""
    doors = Routes("portal")

    @doors.page("GET", PAGE, roles=OPERATORS)
    def liaison(call: Call) -> Response:
        zone = node.site.zone
        return call.render(
            "node/operator.html",
            now=clock.local(clock.now(), zone),
            local=lambda moment: clock.local(moment, zone),
            link=link_state(node) if _has_link(node) else None,
            nodes=operations.node_states(node) if node.site.is_hub else [],
            streams=operations.stream_states(node),
            parked=operations.parked(node),
            free_bytes=operations.free_bytes(node),
            low_disk=operations.LOW_DISK,
        )

    @doors.page("POST", f"{PAGE}/pause", roles=OPERATORS)
    def pause(call: Call) -> Response:
        hub_link.pause(_reporting(node))
        return call.redirect(PAGE, Flash("La liaison est en pause. Les faits attendent ici, rien n’est perdu.", "warn"))

    @doors.page("POST", f"{PAGE}/reprendre", roles=OPERATORS)
    def resume(call: Call) -> Response:
        hub_link.resume(_reporting(node))
        return call.redirect(PAGE, Flash("La liaison reprend, depuis ce que le hub a reçu."))

    @doors.page("POST", f"{PAGE}/attente/reessayer", roles=OPERATORS)
    def retry(call: Call) -> Response:
        given = call.form(ParkedSchema)
        parking.retry(_consumer(node, given["service"]), given["number"])
        call.subject = f"{given['service']}/{given['number']}"
        return call.redirect(PAGE, Flash("L’événement est appliqué."))

    @doors.page("POST", f"{PAGE}/attente/abandonner", roles=OPERATORS)
    def drop(call: Call) -> Response:
        given = call.form(ParkedSchema)
        parking.drop(_consumer(node, given["service"]), given["number"])
        call.subject = f"{given['service']}/{given['number']}"
        return call.redirect(PAGE, Flash("L’événement est abandonné. Sa trace reste.", "warn"))

    return doors


def _has_link(node: House) -> bool:
    return not node.site.is_hub and bool(node.settings.hub) and "reporting" in node.services


def _reporting(node: House) -> ServiceContext:
    if not _has_link(node):
        raise NotFound
    return node.services["reporting"].context


def _consumer(node: House, service: str) -> Consumer:
    if service not in node.services:
        raise NotFound
    return node.services[service].consumer
