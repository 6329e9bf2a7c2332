"""A word on what was just done, shown once on the next page, with its undo. It travels in a signed cookie."""

import base64
import dataclasses
import hashlib
import hmac
from typing import Literal

import orjson


@dataclasses.dataclass(frozen=True)
class Undo:
    """A form that takes the last act back: where to post, its label, its hidden fields."""

    action: str
    label: str = "Annuler"
    fields: dict[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Flash:
    """`tone` colours it, `text` says it."""

    text: str
    tone: Literal["ok", "warn", "bad"] = "ok"
    undo: Undo | None = None


def seal(flash: Flash, key: bytes) -> str:
    """A cookie value."""
    body = base64.urlsafe_b64encode(orjson.dumps(dataclasses.asdict(flash))).decode()
    return f"{body}.{_signature(body, key)}"


def unseal(value: str, key: bytes) -> Flash | None:
    """What the cookie says; None when it is not ours."""
    body, _, signature = value.rpartition(".")
    if not body or not hmac.compare_digest(signature.encode(), _signature(body, key).encode()):
        return None
    read = orjson.loads(base64.urlsafe_b64decode(body))
    undo = Undo(**read["undo"]) if read["undo"] else None
    return Flash(read["text"], read["tone"], undo)


def _signature(body: str, key: bytes) -> str:
    return hmac.new(key, b"flash" + body.encode(), hashlib.sha256).hexdigest()
