"""`Idempotency-Key` on POST: the same key and the same request get the first answer again, and nothing is done twice.

The key is claimed before the work. Every transaction of the work marks the claim as done before it commits, and fails when somebody
else holds it by then; the answer is kept after the work. So whatever crashes in between, one knows whether the work was done.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable

import orjson
from sqlalchemy import ColumnElement, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from lakou.kernel import clock, logs
from lakou.kernel.database_trouble import is_trouble
from lakou.kernel.db import Database, Db, closing
from lakou.kernel.problems import InvalidInput, RuleBroken
from lakou.kernel.tables import idempotency
from lakou.kernel.web.call import Call

STALE = dt.timedelta(minutes=1)
KEPT = dt.timedelta(days=2)
KEPT_HEADERS = ("Location", "ETag")
_working: set[str] = set()
"""The claims that this process is working on."""


class KeyInUse(RuleBroken):
    """Raised when a request with this key is still being answered, or the key was used for another request."""

    slug = "idempotency-key-in-use"
    title = "Cette clé est déjà prise"
    text = "Attendez la réponse de la première demande, ou changez de clé."


class AnswerLost(RuleBroken):
    """Raised when the work was done and its answer was lost in a crash."""

    slug = "idempotency-answer-lost"
    title = "C’est déjà fait"
    text = "La première demande a été enregistrée, mais sa réponse s’est perdue. Cherchez ce qu’elle a créé."


def once(call: Call, handler: Callable[[Call], Response]) -> Response:
    """Run `handler`, or give back what it answered the first time."""
    key = call.request.headers.get("Idempotency-Key", "")
    if call.route.kind != "api" or call.request.method != "POST" or not key:
        return handler(call)
    if len(key) > 200 or not key.isprintable():
        raise InvalidInput({"Idempotency-Key": "Écrivez au plus 200 caractères lisibles."})
    mine = (idempotency.c.key == key) & (idempotency.c.who == call.principal.account)
    claim = secrets.token_hex(16)
    kept = _claim(call, key, mine, claim)
    if kept is not None:
        return _replay(kept)
    _working.add(claim)
    try:
        return _work(call, handler, mine & (idempotency.c.claim == claim))
    finally:
        _working.discard(claim)


def _work(call: Call, handler: Callable[[Call], Response], held: ColumnElement[bool]) -> Response:
    token = closing.set(lambda database, db: _mark_done(call.database, database, db, held))
    try:
        response = handler(call)
    except BaseException:
        closing.reset(token)
        with call.database.transaction() as db:
            db.execute(delete(idempotency).where(held, idempotency.c.done.is_(False)))
        raise
    closing.reset(token)
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    _keep(
        call.database,
        held,
        {"status": response.status_code, "headers": orjson.dumps(headers).decode(), "body": response.get_data()},
    )
    return response


def _keep(database: Database, held: ColumnElement[bool], answer: dict[str, object]) -> None:
    """Without it the work is done all the same, and who asked must not read that nothing was recorded."""
    try:
        with database.transaction() as db:
            db.execute(update(idempotency).where(held).values(**answer))
    except Exception as error:
        if not is_trouble(error):
            raise
        logs.get().warning("idempotency.answer_not_kept", error=type(error).__name__)


def _mark_done(ours: Database, database: Database, db: Db, held: ColumnElement[bool]) -> None:
    if database is ours and not db.execute(update(idempotency).where(held).values(done=True).returning(idempotency.c.key)).all():
        raise KeyInUse


def _fingerprint(call: Call) -> bytes:
    return hashlib.sha256(call.request.full_path.encode() + b"\0" + call.request.get_data()).digest()


def _claim(call: Call, key: str, mine: ColumnElement[bool], claim: str) -> Row[tuple[object, ...]] | None:
    """Claim the key, or what was answered. Raises KeyInUse, AnswerLost."""
    now, fingerprint = clock.now(), _fingerprint(call)
    fresh = {"fingerprint": fingerprint, "claim": claim, "at": now}
    try:
        with call.database.transaction() as db:
            db.execute(delete(idempotency).where(idempotency.c.at < now - KEPT))
            row = db.execute(select(idempotency).where(mine)).one_or_none()
            if row is None:
                db.execute(insert(idempotency).values(key=key, who=call.principal.account, **fresh))
                return None
            if row.status is not None and row.fingerprint == fingerprint:
                return row
            _refuse(call, row, fingerprint, now)
            db.execute(update(idempotency).where(mine).values(**fresh))
            return None
    except IntegrityError as error:
        raise KeyInUse from error


def _refuse(call: Call, row: Row[tuple[object, ...]], fingerprint: bytes, now: dt.datetime) -> None:
    """Raises, unless whoever claimed the key is gone without having done anything."""
    if row.fingerprint != fingerprint or row.claim in _working:
        raise KeyInUse
    if row.done:
        raise AnswerLost
    if not call.database.is_sqlite and row.at > now - STALE:  # it may be another process that works on it
        raise KeyInUse


def _replay(row: Row[tuple[object, ...]]) -> Response:
    headers = orjson.loads(row.headers or "{}") | {"Idempotent-Replay": "true"}
    return Response(row.body, row.status, mimetype="application/json", headers=headers)
