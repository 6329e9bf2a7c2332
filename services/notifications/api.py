"""The programs' door of notifications."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from werkzeug.wrappers import Response

from lakou.contracts.vocabulary import Language
from lakou.kernel import clock
from lakou.kernel.problems import InvalidInput, NotFound
from lakou.kernel.web.call import Call
from lakou.kernel.web.routes import Routes
from services.notifications import storage, use_cases
from services.notifications.model import TextKind
from services.notifications.previews import example, preview
from services.notifications.schemas import (
    MessageDetail,
    MessagesAnswer,
    MessagesQuery,
    TextAnswer,
    TextBody,
    TextsAnswer,
)
from services.notifications.texts import LANGUAGES, VARIABLES

ROUTES = Routes("notifications")
STAFF = frozenset({"helper", "coordinator"})


@ROUTES.api("GET", "/messages", roles=STAFF, summary="Ledger of messages", query=MessagesQuery, answer=MessagesAnswer)
def list_messages(call: Call) -> Response:
    """The ledger in the order of writing."""
    asked, limit = call.query, call.query["limit"]
    wanted = storage.Wanted(
        state=asked.get("state"),
        kind=asked.get("kind"),
        beneficiary_id=asked.get("beneficiary_id"),
        due_from=_midnight(call, asked.get("first_day")),
        due_before=_midnight(call, asked.get("last_day"), days=1),
    )
    after = asked.get("after")
    with call.database.reading() as db:
        if after is not None and storage.one(db, after) is None:
            raise InvalidInput({"after": "Cette page n’existe pas. Repartez du début de la liste."})
        rows = storage.listed(db, wanted, after=after, limit=limit + 1)
    items = [_line(row) for row in rows[:limit]]
    return call.answer({"items": items, "next": items[-1]["id"] if len(rows) > limit else None})


@ROUTES.api("GET", "/messages/<uuid:id>", roles=STAFF, summary="One message, with what was read", answer=MessageDetail)
def show_message(call: Call) -> Response:
    """One message."""
    return _answer(call)


@ROUTES.api("POST", "/messages/<uuid:id>/called", roles=STAFF, summary="She was told by telephone", answer=MessageDetail)
def message_called(call: Call) -> Response:
    """A call was made."""
    use_cases.called(call.context, call.params["id"])
    call.subject = str(call.params["id"])
    return _answer(call)


@ROUTES.api("GET", "/templates", roles=STAFF, summary="Texts by kind and language", answer=TextsAnswer)
def list_texts(call: Call) -> Response:
    """All the texts."""
    texts = [_text(call, kind, language) for kind in TextKind for language in LANGUAGES]
    return call.answer({"items": texts, "next": None})


@ROUTES.api("GET", "/templates/<kind>/<language>", roles=STAFF, summary="One text", answer=TextAnswer)
def show_text(call: Call) -> Response:
    """One text."""
    text = _text(call, *_named(call))
    return call.answer(text, revision=text["revision"])


@ROUTES.api("PUT", "/templates/<kind>/<language>", roles=STAFF, summary="Replace a text", body=TextBody, answer=TextAnswer)
def replace_text(call: Call) -> Response:
    """Write our own text."""
    kind, language = _named(call)
    use_cases.keep_text(call.context, kind, language, call.body["text"], check=call.if_match)
    call.subject = f"{kind}/{language}"
    text = _text(call, kind, language)
    return call.answer(text, revision=text["revision"])


def _answer(call: Call) -> Response:
    with call.database.reading() as db:
        row = storage.one(db, call.params["id"])
    if row is None:
        raise NotFound("Ce message n’existe pas.")
    return call.answer(_line(row) | {"text": row.message.text}, revision=row.message.revision)


def _line(row: storage.Joined) -> dict[str, Any]:
    message, person, _ = row
    known = person is not None and person.identity_revision is not None
    names = ("id", "revision", "kind", "state", "reason", "due_at", "expires_at", "sent_at")
    ids = ("beneficiary_id", "session_id", "seat_id", "parts")
    return {name: getattr(message, name) for name in (*names, *ids)} | {
        "channel": message.channel or (person.channel if person and known else None),
        "language": message.language or (person.language if person and known else None),
    }


def _named(call: Call) -> tuple[TextKind, Language]:
    try:
        kind, language = TextKind(call.params["kind"]), Language(call.params["language"])
    except ValueError as error:
        raise NotFound("Ce texte n’existe pas.") from error
    if language not in LANGUAGES:
        raise NotFound("Nous n’avons pas de texte dans cette langue : le français est envoyé.")
    return kind, language


def _text(call: Call, kind: TextKind, language: Language) -> dict[str, Any]:
    with call.database.reading() as db:
        text = use_cases.current_text(db, kind, language)
    shown = preview(text.text, language, example(None, call.site, clock.now()))
    return {
        "kind": kind.value,
        "language": language.value,
        "text": text.text,
        "edited": text.edited,
        "revision": text.revision,
        "parts": shown.size.parts,
        "variables": list(VARIABLES),
    }


def _midnight(call: Call, day: dt.date | None, days: int = 0) -> dt.datetime | None:
    if day is None:
        return None
    return dt.datetime.combine(day + dt.timedelta(days=days), dt.time(), ZoneInfo(call.site.zone))
