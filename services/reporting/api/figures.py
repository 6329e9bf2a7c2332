"""The programs' door of reporting: figures, and how far each node is in them."""

from werkzeug.wrappers import Response

from lakou.kernel import clock
from lakou.kernel.web.call import Call
from services.reporting.api.doors import ROUTES
from services.reporting.readers import READERS, WATCHERS, check_hub, check_reader
from services.reporting.schemas import IndicatorsQuerySchema, IndicatorsSchema, NodesSchema, question
from services.reporting.use_cases import answering
from services.reporting.use_cases.fold import fold
from services.reporting.use_cases.freshness import freshness


@ROUTES.api(
    "GET",
    "/indicators",
    roles=READERS,
    summary="Indicators of a period, both days included",
    query=IndicatorsQuerySchema,
    answer=IndicatorsSchema,
)
def indicators(call: Call) -> Response:
    """Fold what changed, then read."""
    check_reader(call)
    asked, by = question(call.query), call.query.get("by")
    fold(call.database)
    with call.database.reading() as db:
        answering.check(db, asked)
        found = answering.indicators(call.context, db, asked, by)
        counted = freshness(call.context, db)
    about = {"since": asked.since, "until": asked.until, "territory": asked.territory, "program": asked.program, "by": by}
    return call.answer({**about, "as_of": clock.now(), "counted": counted, "indicators": found})


@ROUTES.api("GET", "/nodes", roles=WATCHERS, summary="How far each node is, at the hub", answer=NodesSchema)
def nodes(call: Call) -> Response:
    """Who was heard, when, and whether both ends hold the same history."""
    check_hub(call)
    with call.database.reading() as db:
        found = freshness(call.context, db)
    return call.answer({"items": found, "next": None})
