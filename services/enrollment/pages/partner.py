"""The partner's own pages: whom it sent, what became of them as far as they let it know, and the form."""

from werkzeug.wrappers import Response

from lakou.contracts.vocabulary import EnrollmentStage, RefusalReason
from lakou.kernel.problems import InvalidInput
from lakou.kernel.web.call import Call
from lakou.kernel.web.flash import Flash
from services.enrollment.model.rules import ReferralKnown
from services.enrollment.pages import sent_form
from services.enrollment.pages.doors import ROUTES, address, id_asked
from services.enrollment.pages.words import referral_tag
from services.enrollment.storage import referrals as storage
from services.enrollment.use_cases import referrals
from services.enrollment.use_cases.referrals import Sender, Told

PARTNER = frozenset({"partner"})
HOME = "/enrollment/partner"
PER_PAGE = 20


@ROUTES.page("GET", "/partner", roles=PARTNER)
def own(call: Call) -> Response:
    """Whom it sent, the latest first."""
    sender, after = Sender.of(call.principal), id_asked(call, "after")
    assert sender is not None  # the route lets partners pass alone
    with call.database.reading() as db:
        organization = referrals.sender_organization(db, sender)
        own_id = organization.id if organization else None
        found, following = storage.of_partner(db, own_id, sender.author, after=after, limit=PER_PAGE)
        told = referrals.tell_partner(db, found)
    return call.render(
        "enrollment/partner.html",
        organization=organization,
        rows=[(each, referral_tag(each.state.value), _words(each)) for each in told],
        first=HOME if after else None,
        following=address(HOME, after=following) if following else None,
    )


@ROUTES.page("GET", "/partner/new", roles=PARTNER)
def new(call: Call) -> Response:
    """The form."""
    return _form(call, None)


@ROUTES.page("POST", "/partner", roles=PARTNER)
def send(call: Call) -> Response:
    """Send somebody, or be told what to mend."""
    form = sent_form.read(call)
    if form.errors:
        return _form(call, form, 400)
    referrer = {"kind": None if call.principal.organization else "autre", "organization_id": None}
    try:
        made = referrals.receive(call.context, form.body(call, referrer), call.principal.name, Sender.of(call.principal))
    except InvalidInput as problem:
        sent_form.keep(form, problem)
        return _form(call, form, 400)
    except ReferralKnown as problem:
        return call.redirect(HOME, Flash(f"{problem.title}. {problem.sentence}", "warn"))
    call.subject = str(made.id)
    return call.redirect(HOME, Flash(f"{made.name} nous est envoyée. L’association l’appelle dans les sept jours."))


def _form(call: Call, form: sent_form.SentForm | None, status: int = 200) -> Response:
    sender = Sender.of(call.principal)
    assert sender is not None
    with call.database.reading() as db:
        organization = referrals.sender_organization(db, sender)
    return sent_form.show(call, form, action=HOME, back=HOME, organization=organization, status=status)


def _words(told: Told) -> str:
    """What followed, in one line."""
    if told.stage and told.program:
        return f"{EnrollmentStage(told.stage).label}, « {told.program} »"
    return RefusalReason(told.reason).label if told.reason else ""
