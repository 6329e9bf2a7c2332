"""How long people are kept, who is announced as going, and what the next run would do."""

from werkzeug.wrappers import Response

from lakou.kernel.problems import InvalidInput, StaleRevision
from lakou.kernel.web.call import Call, load
from lakou.kernel.web.flash import Flash
from services.enrollment.model.retention import LEAST_MONTHS, MOST_MONTHS, NOTICE_DAYS
from services.enrollment.pages.doors import COORDINATION, ROUTES
from services.enrollment.schemas.retention import RetentionInSchema
from services.enrollment.storage import retention as storage
from services.enrollment.use_cases import retention

RETENTION = "/enrollment/retention"
SHOWN = 200


@ROUTES.page("GET", "/retention", roles=COORDINATION)
def rule(call: Call) -> Response:
    """The rule and who is announced."""
    return _show(call)


@ROUTES.page("POST", "/retention", roles=COORDINATION)
def choose(call: Call) -> Response:
    """Another rule, unless somebody chose one meanwhile."""
    typed = call.request.form

    def unchanged(revision: int) -> None:
        if typed.get("revision", "") != str(revision):
            raise StaleRevision

    try:
        months = int(typed.get("months", "")[:4]) if typed.get("months", "")[:4].isdecimal() else None
        given = load(RetentionInSchema, {"months": months, "active": typed.get("active") == "1"})
    except InvalidInput:
        return _show(call, f"Écrivez un nombre de mois entre {LEAST_MONTHS} et {MOST_MONTHS}.")
    retention.choose(call.context, given["months"], given["active"], call.principal.name, unchanged)
    return call.redirect(RETENTION, Flash(f"C’est noté : {given['months']} mois."))


@ROUTES.page("POST", "/beneficiaries/<uuid:id>/keep", roles=COORDINATION)
def keep(call: Call) -> Response:
    """She will be back."""
    person = retention.keep(call.context, call.params["id"])
    return call.redirect(RETENTION, Flash(f"La fiche de {person.name} est gardée."))


def _show(call: Call, error: str | None = None) -> Response:
    would = retention.run(call.context, dry_run=True) if call.request.args.get("essai") else None
    with call.database.reading() as db:
        found, notices = storage.rule(db), storage.notices(db, SHOWN)
        seen = storage.last_seen(db, [person for _, person in notices], call.site.zone)
    return call.render(
        "enrollment/retention.html",
        400 if error else 200,
        rule=found,
        months=call.request.form.get("months", found.months),
        error=error,
        notices=[(notice, person, seen[person.id]) for notice, person in notices],
        would=would,
        days=NOTICE_DAYS,
    )
