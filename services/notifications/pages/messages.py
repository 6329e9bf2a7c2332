"""What leaves today, what did not arrive, the calls to make, the texts."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from werkzeug.wrappers import Response

from lakou.contracts.notifications import MessageState
from lakou.contracts.vocabulary import ContactChannel, Language
from lakou.kernel import clock
from lakou.kernel.problems import InvalidInput
from lakou.kernel.web.call import Call
from lakou.kernel.web.flash import Flash, Undo
from services.notifications import storage, texts, use_cases, wording
from services.notifications.model import TextKind
from services.notifications.pages import board
from services.notifications.pages.doors import PER_PAGE, ROUTES, STAFF, page_number
from services.notifications.previews import example, preview
from services.notifications.schemas import TextForm
from services.notifications.senders import has_mailbox, sender_of

NOT_ARRIVED = (MessageState.UNCERTAIN, MessageState.NO_ADDRESS, MessageState.NOT_ALLOWED, MessageState.EXPIRED)
SHOWN_FOR = dt.timedelta(days=7)


@ROUTES.page("GET", "/", roles=STAFF)
def messages(call: Call) -> Response:
    """The day of messages."""
    kind, language = _chosen(call.request.args.get("kind"), call.request.args.get("language"))
    return _page(call, kind, language)


@ROUTES.page("GET", "/texts", roles=STAFF)
def texts_page(call: Call) -> Response:
    """Where a form was sent: its page is the whole one."""
    return call.redirect("/notifications/")


@ROUTES.page("POST", "/texts", roles=STAFF)
def write_text(call: Call) -> Response:
    """Keep a text, or only see it."""
    form = call.request.form
    kind, language = _chosen(form.get("kind"), form.get("language"))
    try:
        given = call.form(TextForm)
        if "see" in given:
            return _page(call, kind, language, typed=texts.checked(given["text"]))
        kept, before = use_cases.keep_text(call.context, given["kind"], given["language"], given["text"])
    except InvalidInput as problem:
        return _page(call, kind, language, typed=form.get("text", "")[:5000], errors=problem.errors)
    call.subject = f"{kept.kind}/{kept.language}"
    undo = Undo(
        "/notifications/texts", "Reprendre le texte d’avant", {"kind": kept.kind, "language": kept.language, "text": before}
    )
    return call.redirect(
        f"/notifications/?kind={kept.kind}&language={kept.language}#texte", Flash("Le texte est gardé.", undo=undo)
    )


@ROUTES.page("POST", "/messages/<uuid:id>/called", roles=STAFF)
def called(call: Call) -> Response:
    """She was told by telephone."""
    use_cases.called(call.context, call.params["id"])
    undo = Undo(f"/notifications/messages/{call.params['id']}/not-called")
    return call.redirect("/notifications/#appels", Flash("L’appel est noté.", undo=undo))


@ROUTES.page("POST", "/messages/<uuid:id>/not-called", roles=STAFF)
def not_called(call: Call) -> Response:
    """The call is still to be made."""
    use_cases.not_called(call.context, call.params["id"])
    return call.redirect("/notifications/#appels", Flash("L’appel est de nouveau à faire."))


def _chosen(kind: str | None, language: str | None) -> tuple[TextKind, Language]:
    known = TextKind(kind) if kind and kind in TextKind._value2member_map_ else TextKind.REMINDER
    return known, texts.spoken(language or "")


def _page(
    call: Call, kind: TextKind, language: Language, *, typed: str | None = None, errors: dict[str, str] | None = None
) -> Response:
    values = _board(call) | _month(call) | _text(call, kind, language, typed)
    values |= {"errors": errors or {}, "has_sender": sender_of(call.context) is not None}
    values["has_mailbox"] = has_mailbox(call.context.settings)
    return call.render("notifications/messages.html", status=400 if errors else 200, **values)


def _board(call: Call) -> dict[str, Any]:
    today, now = clock.today(call.site.zone), clock.now()
    with call.database.reading() as db:
        rows = storage.departures(db, _start(call, today), _start(call, today + dt.timedelta(days=1)))
        to_call = storage.in_states(db, [MessageState.TO_CALL], now - dt.timedelta(days=366))
        not_arrived = storage.in_states(db, NOT_ARRIVED, now - SHOWN_FOR)
    return {
        "today": wording.day(today, Language.FR).capitalize(),
        "count": len(rows),
        "departures": _slice(call, "departs", board.departures(rows, now)),
        "calls": _slice(call, "appels", board.calls(to_call)),
        "troubles": _slice(call, "echecs", board.troubles(not_arrived, now)),
    }


def _slice(call: Call, name: str, items: list[Any]) -> dict[str, Any]:
    """One page of a list whose page number is the query's `name`."""
    last = max(1, -(-len(items) // PER_PAGE))
    page = min(page_number(call.request.args.get(name)), last)
    shown = items[(page - 1) * PER_PAGE : page * PER_PAGE]
    return {"name": name, "items": shown, "size": len(items), "page": page, "last": last}


def _month(call: Call) -> dict[str, Any]:
    first = clock.today(call.site.zone).replace(day=1)
    with call.database.reading() as db:
        sent = storage.sent_by_channel(db, _start(call, first), _start(call, (first + dt.timedelta(days=32)).replace(day=1)))
    return {"month": first, "sent": [(channel, *sent.get(channel.value, (0, 0))) for channel in ContactChannel]}


def _text(call: Call, kind: TextKind, language: Language, typed: str | None) -> dict[str, Any]:
    with call.database.reading() as db:
        current = use_cases.current_text(db, kind, language)
        occasion = example(storage.next_session(db, clock.now()), call.site, clock.now())
    shown = current.text if typed is None else typed
    return {
        "kinds": [(each.value, each.label) for each in TextKind],
        "languages": [(each.value, each.label) for each in texts.LANGUAGES],
        "kind": kind,
        "language": language,
        "current": current,
        "ours": texts.OURS[kind, language],
        "typed": texts.in_french(shown),
        "words": [f"{{{word}}}" for word in texts.VARIABLES.values()],
        "preview": preview(shown, language, occasion),
        "longest": texts.LONGEST,
    }


def _start(call: Call, day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ZoneInfo(call.site.zone))
