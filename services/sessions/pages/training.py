"""The sheet of what is not for beneficiaries: a training of helpers has its list, a meeting its report."""

import uuid
from typing import Any

from werkzeug.wrappers import Response

from lakou.contracts.vocabulary import (
    ActivityKind,
    CoordinationKind,
    CoordinationNature,
    CoordinationScale,
    SeatState,
    natures_of,
)
from lakou.kernel.problems import InvalidInput, RuleBroken
from lakou.kernel.web.call import Call
from lakou.kernel.web.flash import Flash
from services.sessions import use_cases
from services.sessions.model import WorkshopSession
from services.sessions.model.public_holidays import holiday
from services.sessions.pages.doors import COORDINATORS, ROUTES, STAFF
from services.sessions.pages.forms import Filled
from services.sessions.pages.reasons import REASONS
from services.sessions.pages.views import lines, series_place, zone_label
from services.sessions.schemas.forms import CoordinationForm
from services.sessions.storage import places, training

ONE = "/workshop-sessions/<uuid:id>"
LABELS = {
    "kind": "Quoi",
    "nature": "Nature",
    "scale": "Échelon",
    "mediators": "Médiateurs et aidants",
    "structures": "Structures",
    "participants": "Autres participants",
}
MARKS = (SeatState.PRESENT, SeatState.EXCUSE, SeatState.ABSENT)


@ROUTES.page("POST", f"{ONE}/trainees", roles=STAFF)
def enlist(call: Call) -> Response:
    """Put the ticked helpers on the list."""
    chosen = call.request.form.getlist("helper_ids")
    try:
        states = {uuid.UUID(each): SeatState.INSCRIT for each in chosen}
    except ValueError:
        raise InvalidInput({"helper_ids": "Choisissez des aidants de la liste."}) from None
    return _saved(call, states, f"{len(states)} de plus sur la liste." if states else "La liste n’a pas changé.")


@ROUTES.page("POST", f"{ONE}/training-roll", roles=STAFF)
def mark(call: Call) -> Response:
    """Who came: the radios that were changed."""
    states: dict[uuid.UUID, SeatState] = {}
    for name, value in call.request.form.items():
        if name.startswith("helper-") and value != call.request.form.get(f"was-{name[7:]}"):
            try:
                states[uuid.UUID(name[7:])] = SeatState(value)
            except ValueError:
                raise InvalidInput({name: "Choisissez présent, excusé ou absent."}) from None
    return _saved(call, states, "La liste est enregistrée.")


@ROUTES.page("POST", f"{ONE}/coordination", roles=STAFF)
def report(call: Call) -> Response:
    """What came of the meeting."""
    path = f"/sessions/workshop-sessions/{call.params['id']}"
    try:
        use_cases.report_coordination(call.context, call.params["id"], **call.form(CoordinationForm))
    except InvalidInput as problem:
        with call.database.reading() as db:
            session = db.get(WorkshopSession, call.params["id"])
        if session is None:
            raise
        return show(call, session, filled=Filled.again(LABELS, call, problem), status=400)
    except RuleBroken as problem:
        return call.redirect(path, Flash(f"{problem.title}. {problem.sentence}", "warn"))
    return call.redirect(path, Flash("Le bilan est enregistré."))


def _saved(call: Call, states: dict[uuid.UUID, SeatState], word: str) -> Response:
    path = f"/sessions/workshop-sessions/{call.params['id']}"
    try:
        use_cases.list_trainees(call.context, call.params["id"], states)
    except RuleBroken as problem:
        return call.redirect(path, Flash(f"{problem.title}. {problem.sentence}", "warn"))
    except InvalidInput as problem:
        return call.redirect(path, Flash(" ".join(problem.errors.values()), "warn"))
    return call.redirect(path, Flash(word))


def show(call: Call, session: WorkshopSession, *, filled: Filled | None = None, status: int = 200) -> Response:
    """The sheet of a training or a meeting."""
    with call.database.reading() as db:
        trainees = training.of_session(db, session.id)
        kept = training.report(db, session.id)
        named = places.helpers_by_ids(db, {str(trainee.helper_id) for trainee in trainees})
        on_the_list = [trainee for trainee in trainees if trainee.state != SeatState.DESISTE]
        there = {trainee.helper_id for trainee in on_the_list}
        values: dict[str, Any] = {
            "line": lines(db, [session])[0],
            "others": [helper for helper in places.helper_choices(db) if helper.id not in there],
            "series": series_place(db, session),
        }
    rows = sorted(((named[str(trainee.helper_id)].name, trainee) for trainee in on_the_list), key=lambda row: row[0].casefold())
    known = {name: getattr(kept, name) for name in LABELS} if kept else {}
    return call.render(
        "sessions/training.html",
        status=status,
        session=session,
        feast=holiday(session.day, session.territory),
        zone_label=zone_label(call.site, session.territory),
        trains=session.kind == ActivityKind.FORMATION_AIDANTS,
        rows=rows,
        marks=MARKS,
        states=SeatState,
        report=kept,
        form=filled or Filled.of(LABELS, **known),
        kinds=[(kind.value, kind.label) for kind in CoordinationKind],
        natures=[(each.value, f"{_goes_with(each)}{each.label}") for each in CoordinationNature],
        scales=[(scale.value, scale.label) for scale in CoordinationScale],
        reasons=[(reason, reason) for reason in REASONS],
        may_cancel=call.principal.role in COORDINATORS,
        **values,
    )


def _goes_with(nature: CoordinationNature) -> str:
    kinds = [kind.label for kind in CoordinationKind if nature in natures_of(kind)]
    return f"{kinds[0]} : " if len(kinds) == 1 else ""
