"""`/referrals`: everything for the team; for a partner its own, and of those what the person lets it know."""

from typing import Any

from werkzeug.wrappers import Response

from lakou.contracts.vocabulary import (
    Gender,
    Language,
    ReferralDirection,
    ReferralState,
    ReferrerKind,
    RsaStatus,
    SocialStatus,
    Vocabulary,
)
from lakou.kernel import clock
from lakou.kernel.problems import NotAllowed
from lakou.kernel.web.call import Call
from services.enrollment.api.doors import ROUTES, STAFF
from services.enrollment.model import Referral
from services.enrollment.model.referrals import WITHIN
from services.enrollment.schemas.referrals import (
    OptionsSchema,
    ReferralInSchema,
    ReferralListQuery,
    ReferralListSchema,
    ReferralMoveSchema,
    ReferralSchema,
)
from services.enrollment.storage import programs as programs_storage
from services.enrollment.storage import referrals as storage
from services.enrollment.use_cases import referrals
from services.enrollment.use_cases.referrals import PARTNER, Sender, Told

SENDERS = STAFF | {PARTNER}
REFERRALS = "/enrollment/api/v1/referrals"
_COPIED = (
    "id revision direction beneficiary_id program_id message state on state_on due_on reason remark sharing done_on allowed".split()
)


@ROUTES.api(
    "POST",
    "/referrals",
    roles=SENDERS,
    summary="Send somebody to the association; for the team, also somebody to a partner (409 consent-missing without her consent)",
    body=ReferralInSchema,
    answer=ReferralSchema,
    status=201,
)
def send(call: Call) -> Response:
    """In, or out."""
    sender = Sender.of(call.principal)
    if call.body["direction"] == ReferralDirection.OUT:
        if sender is not None:
            raise NotAllowed("Un partenaire envoie des personnes à l’association, et pas l’inverse.")
        made = referrals.send_out(call.context, call.body, call.principal.name)
    else:
        made = referrals.receive(call.context, call.body, call.principal.name, sender)
    call.subject = str(made.id)
    return call.answer(_shown(call, made, sender), revision=made.revision, location=f"{REFERRALS}/{made.id}")


@ROUTES.api(
    "GET",
    "/referrals",
    roles=SENDERS,
    summary="The most pressing first; a partner has its own, the latest first",
    query=ReferralListQuery,
    answer=ReferralListSchema,
)
def listed(call: Call) -> Response:
    """A page."""
    sender, asked = Sender.of(call.principal), dict(call.query)
    with call.database.reading() as db:
        if sender is not None:
            organization = referrals.sender_organization(db, sender)
            own = organization.id if organization else None
            mine, following = storage.of_partner(db, own, sender.author, after=asked["after"], limit=asked["limit"])
            items = [_for_partner(told) for told in referrals.tell_partner(db, mine)]
        else:
            late = clock.today(call.site.zone) if asked.pop("late") else None
            found, following = storage.listed(db, **asked, late_on=late)
            items = [_for_team(call, each) for each in found]
    return call.answer({"items": items, "next": following})


@ROUTES.api("GET", "/referrals/options", roles=SENDERS, summary="What a partner may choose from", answer=OptionsSchema)
def options(call: Call) -> Response:
    """Open programs and codes, nothing of anybody."""
    sender = Sender.of(call.principal)
    with call.database.reading() as db:
        organization = referrals.sender_organization(db, sender) if sender else None
        programs = programs_storage.open_for_people(db, clock.today(call.site.zone))
    return call.answer(
        {
            "programs": programs,
            "referrer_kinds": [{"value": organization.referrer.value, "label": organization.name}]
            if organization
            else _choices(ReferrerKind),
            "genders": _choices(Gender),
            "languages": _choices(Language),
            "social_statuses": _choices(SocialStatus),
            "rsa": _choices(RsaStatus),
            "contacted_within_days": WITHIN[ReferralState.RECEIVED].days,
            "purpose": organization.purpose if organization else None,
        }
    )


@ROUTES.api("GET", "/referrals/<uuid:id>", roles=SENDERS, summary="One referral", answer=ReferralSchema)
def one(call: Call) -> Response:
    """For a partner, one of its own."""
    sender = Sender.of(call.principal)
    with call.database.reading() as db:
        found = referrals.get(db, call.params["id"]) if sender is None else referrals.own(db, sender, call.params["id"])
    return call.answer(_shown(call, found, sender), revision=found.revision if sender is None else None)


@ROUTES.api(
    "POST",
    "/referrals/<uuid:id>/transitions",
    roles=STAFF,
    summary="Answer a referral; accepted, she gets a file (409 possible-duplicate with candidates) or is joined to hers",
    body=ReferralMoveSchema,
    answer=ReferralSchema,
)
def answer(call: Call) -> Response:
    """To another state; honours If-Match."""
    found = referrals.answer(call.context, call.params["id"], call.body, call.principal.name, call.if_match)
    return call.answer(_shown(call, found, None), revision=found.revision)


def _shown(call: Call, referral: Referral, sender: Sender | None) -> dict[str, Any]:
    if sender is None:
        return _for_team(call, referral)
    with call.database.reading() as db:
        return _for_partner(referrals.tell_partner(db, [referral])[0])


def _for_team(call: Call, referral: Referral) -> dict[str, Any]:
    return {name: getattr(referral, name) for name in _COPIED} | {
        "referrer": {"kind": referral.kind, "organization_id": referral.organization_id},
        "person": referral.written,
        "late": referral.is_late(clock.today(call.site.zone)),
    }


def _for_partner(told: Told) -> dict[str, Any]:
    """What it wrote itself of who she is, and what she lets it know. No id of a file, no remark of the team."""
    referral = told.referral
    outcome = {"program": told.program, "stage": told.stage, "on": told.stage_on} if told.stage else None
    return {
        "id": referral.id,
        "referrer": {"kind": referral.kind, "organization_id": referral.organization_id},
        "person": {name: text for name, text in referral.written.items() if name in ("family_name", "given_name")},
        "on": referral.on,
        "state": told.state.value,
        "state_on": told.state_on,
        "reason": told.reason,
        "shared": told.shared,
        "outcome": outcome,
    }


def _choices(vocabulary: type[Vocabulary]) -> list[dict[str, str]]:
    return [{"value": each.value, "label": each.label} for each in vocabulary]
