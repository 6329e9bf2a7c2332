"""The dates of a series, with those that were left out."""

import datetime as dt

from werkzeug.wrappers import Response

from lakou.kernel.problems import NotFound
from lakou.kernel.web.call import Call
from services.sessions.model import Series
from services.sessions.pages.doors import ROUTES, STAFF
from services.sessions.pages.views import lines
from services.sessions.storage import planning


@ROUTES.page("GET", "/series/<uuid:id>", roles=STAFF)
def series(call: Call) -> Response:
    """In order."""
    with call.database.reading() as db:
        found = db.get(Series, call.params["id"])
        if found is None:
            raise NotFound("Cette série n’existe pas. Repartez de la semaine.")
        sessions, _ = planning.between(db, series=found.id)
        shown = lines(db, sessions)
    skipped = [(dt.date.fromisoformat(each["day"]), each["why"]) for each in found.skipped]
    return call.render("sessions/series.html", title=shown[0].session.title, shown=shown, skipped=skipped)
