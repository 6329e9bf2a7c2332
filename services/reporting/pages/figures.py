"""The people's door of reporting: what was done, with what each number means and up to when it is counted."""

from typing import Any
from urllib.parse import urlencode

from werkzeug.wrappers import Response

from lakou.contracts import territories
from lakou.contracts.vocabulary import Autonomy, Situation
from lakou.kernel import clock
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput
from lakou.kernel.web.call import Call, load
from services.reporting import labels
from services.reporting.model.questions import Question
from services.reporting.pages.doors import ROUTES
from services.reporting.readers import READERS, check_reader
from services.reporting.schemas import PeriodSchema, question
from services.reporting.storage import ledger
from services.reporting.use_cases import answering, overview
from services.reporting.use_cases.fold import fold
from services.reporting.use_cases.freshness import freshness
from services.reporting.use_cases.spans import a_year_before

FIELDS = ("from", "to", "territory", "program")


@ROUTES.page("GET", "/", roles=READERS)
def figures(call: Call) -> Response:
    """What the yard has done, or this house."""
    check_reader(call)
    fold(call.database)
    typed = _typed(call)
    with call.database.reading() as db:
        around = _around(call, db, typed)
        try:
            asked = question(load(PeriodSchema, {name: value for name, value in typed.items() if value}))
            answering.check(db, asked)
        except InvalidInput as problem:
            return call.render("reporting/figures.html", status=400, errors=_errors(problem), shown=None, earlier=None, **around)
        shown = overview.overview(call.context, db, asked)
        earlier = _earlier(db, asked)
    return call.render("reporting/figures.html", errors=[], shown=shown, earlier=earlier, **around)


def _typed(call: Call) -> dict[str, str]:
    """What is in the boxes: what was asked, or the year up to today."""
    today = clock.today(call.site.zone)
    typed = {name: call.request.args.get(name, "").strip()[:60] for name in FIELDS}
    if "from" not in call.request.args and "to" not in call.request.args:
        typed |= {"from": a_year_before(today).isoformat(), "to": today.isoformat()}
    return typed


def _around(call: Call, db: Db, typed: dict[str, str]) -> dict[str, Any]:
    """What the page shows whatever is asked."""
    zone = call.site.zone
    known = {code: labels.program_label(code) for code in ledger.program_codes(db)}
    codes = {name: each.code for each in territories.TERRITORIES for name in (each.code, each.slug)}
    return {
        "typed": {**typed, "territory": codes.get(typed["territory"], typed["territory"])},
        "territories": [(each.code, each.label) for each in territories.TERRITORIES],
        "programs": sorted(known.items(), key=lambda item: item[1]),
        "counted": freshness(call.context, db),
        "now": clock.local(clock.now(), zone),
        "local": lambda moment: clock.local(moment, zone),
        "with_article": labels.with_article,
        "levels": [*((each.value, each.label) for each in Autonomy), (labels.NOT_SAID, "Pas évaluée")],
        "situation_words": {each.value: each.label for each in Situation},
        "empty": ledger.bounds(db) is None,
    }


def _earlier(db: Db, asked: Question) -> str | None:
    """Where all the figures since the beginning are, when there are any before or after the period."""
    bounds = ledger.bounds(db)
    if bounds is None or (asked.since <= bounds[0] and bounds[1] <= asked.until):
        return None
    since, until = min(bounds[0], asked.since), max(bounds[1], asked.until)
    kept = {"territory": asked.territory, "program": asked.program}
    return "?" + urlencode({"from": since, "to": until, **{name: value for name, value in kept.items() if value}})


def _errors(problem: InvalidInput) -> list[tuple[str | None, str]]:
    words = {"from": "Du", "to": "Au", "territory": "Territoire", "program": "Programme"}
    return [(f"f-{name}" if name in words else None, f"{words.get(name, name)} : {text}") for name, text in problem.errors.items()]
