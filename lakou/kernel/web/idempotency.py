"""`Idempotency-Key` on POST: the same key and the same request get the first answer again, and nothing is done twice.

The key is taken before the work and the answer kept after it. A crash between the two leaves a key without an answer:
until `STALE` it is refused as in progress; afterwards it may be tried again, and the rules of the service
must hold by themselves.
"""

import datetime as dt
import hashlib
from collections.abc import Callable

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from lakou.kernel import clock
from lakou.kernel.problems import InvalidInput, RuleBroken
from lakou.kernel.tables import idempotency
from lakou.kernel.web.call import Call

STALE = dt.timedelta(minutes=1)
KEPT = dt.timedelta(days=2)


class KeyInUse(RuleBroken):
    """Raised when a request with this key is still being answered, or the key was used for another request."""

    slug = "idempotency-key-in-use"
    title = "Cette clé est déjà prise"
    text = "Attendez la réponse de la première demande, ou changez de clé."


def once(call: Call, handler: Callable[[Call], Response]) -> Response:
    """Run `handler`, or give back what it answered the first time."""
    key = call.request.headers.get("Idempotency-Key", "")
    if call.route.kind != "api" or call.request.method != "POST" or not key:
        return handler(call)
    if len(key) > 200 or not key.isprintable():
        raise InvalidInput({"Idempotency-Key": "Écrivez au plus 200 caractères lisibles."})
    who, fingerprint = call.principal.account, _fingerprint(call)
    if kept := _taken(call, key, who, fingerprint):
        return kept
    try:
        response = handler(call)
    except BaseException:
        with call.database.transaction() as db:
            db.execute(delete(idempotency).where(idempotency.c.key == key, idempotency.c.who == who))
        raise
    with call.database.transaction() as db:
        db.execute(
            update(idempotency)
            .where(idempotency.c.key == key, idempotency.c.who == who)
            .values(status=response.status_code, body=response.get_data())
        )
    return response


def _fingerprint(call: Call) -> bytes:
    return hashlib.sha256(call.request.full_path.encode() + b"\0" + call.request.get_data()).digest()


def _taken(call: Call, key: str, who: str, fingerprint: bytes) -> Response | None:
    """Take the key, or the kept answer. Raises KeyInUse."""
    mine = (idempotency.c.key == key) & (idempotency.c.who == who)
    now = clock.now()
    try:
        with call.database.transaction() as db:
            db.execute(delete(idempotency).where(idempotency.c.at < now - KEPT))
            db.execute(delete(idempotency).where(mine, idempotency.c.status.is_(None), idempotency.c.at < now - STALE))
            row = db.execute(select(idempotency).where(mine)).one_or_none()
            if row is None:
                db.execute(insert(idempotency).values(key=key, who=who, fingerprint=fingerprint, at=now))
    except IntegrityError as error:
        raise KeyInUse from error
    if row is None:
        return None
    if row.fingerprint != fingerprint or row.status is None:
        raise KeyInUse
    return Response(row.body, row.status, mimetype="application/json", headers={"Idempotent-Replay": "true"})
