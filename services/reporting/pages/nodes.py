"""The hub's page of nodes: up to when each is counted, and what it takes for the next fact to arrive."""

from werkzeug.wrappers import Response

from lakou.kernel import clock
from lakou.kernel.web.call import Call
from services.reporting import labels
from services.reporting.pages.doors import ROUTES
from services.reporting.readers import WATCHERS, check_hub
from services.reporting.use_cases.freshness import freshness


@ROUTES.page("GET", "/noeuds", roles=WATCHERS)
def nodes(call: Call) -> Response:
    """Every node that was admitted or heard."""
    check_hub(call)
    zone = call.site.zone
    with call.database.reading() as db:
        found = freshness(call.context, db)
    return call.render(
        "reporting/nodes.html",
        nodes=found,
        now=clock.local(clock.now(), zone),
        local=lambda moment: clock.local(moment, zone),
        with_article=labels.with_article,
        refusal=labels.refusal,
    )
