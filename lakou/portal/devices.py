"""Devices that keep a notebook: enrolled by who is signed in, shut out by them or by the coordination, wiped at their next contact.

A device proves itself by a token of its own, which opens nothing: it only tells the device whether it may keep what it has.
What it recorded is sent by somebody who is signed in.
"""

import dataclasses
import datetime as dt
import hashlib
import hmac
import secrets
import uuid
from collections.abc import Sequence

from sqlalchemy import select

from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import NotAllowed, NotFound
from lakou.kernel.web.call import Principal
from lakou.portal import accounts
from lakou.portal.model import Account, BrowserSession, Device

GOOD_FOR = dt.timedelta(days=30)
KEY_BYTES = 32


@dataclasses.dataclass(frozen=True)
class Enrolled:
    """What a new device is given, once."""

    device: Device
    token: str


def enroll(context: ServiceContext, by: Principal, name: str) -> Enrolled:
    """A device for somebody who is signed in. Raises NotAllowed for a program, which has no account."""
    account = _account_of(by)
    token, now = secrets.token_urlsafe(32), clock.now()
    with context.database.transaction() as db:
        device = Device(
            account=account,
            name=name,
            token=_hashed(token),
            key=secrets.token_bytes(KEY_BYTES),
            session=by.session,
            opened_at=now,
            seen_at=now,
            waiting=0,
        )
        db.add(device)
    return Enrolled(device, token)


def contact(context: ServiceContext, device_id: uuid.UUID, token: str, *, waiting: int, wiped: bool) -> str:
    """What a device that shows its token may do: `good`, `expired` (send what is not sent, then start anew) or `shut` (wipe all).

    A device that is not known here is `expired`: the node was put back from a backup, and what was recorded must not be lost.
    """
    with context.database.reading() as db:  # whoever knows no token costs no writing
        known = db.get(Device, device_id)
    if known is None or not hmac.compare_digest(known.token, _hashed(token)):
        return "expired"
    with context.database.transaction() as db:
        device = db.get_one(Device, device_id)
        standing = _standing(db, device)
        device.waiting = waiting
        if wiped:
            device.wiped_at = device.wiped_at or clock.now()
            shut(db, device)
        elif standing == "good":
            device.seen_at = clock.now()
        return "shut" if wiped else standing


def key_of(context: ServiceContext, device_id: uuid.UUID, by: Principal) -> bytes:
    """What opens the notebook again, for its owner who forgot the code. Raises NotFound for any other."""
    with context.database.reading() as db:
        device = db.get(Device, device_id)
        if device is None or str(device.account) != by.account or device.key is None or _standing(db, device) != "good":
            raise NotFound("Cet appareil n’a plus de carnet ici.")
        return device.key


def shut_out(context: ServiceContext, device_id: uuid.UUID, by: Principal) -> Device:
    """Wipe a device at its next contact, and end its session now: one's own, or that of somebody whose account one manages."""
    with context.database.transaction() as db:
        device = db.get(Device, device_id)
        if device is None:
            raise NotFound("Cet appareil n’existe pas. Repartez de la liste.")
        owner = accounts.get(db, device.account)
        if str(owner.id) != by.account and owner.role not in accounts.managed(by.role):
            raise NotAllowed
        shut(db, device)
        return device


def shut(db: Db, device: Device) -> None:
    """Shut a device out; its key is forgotten."""
    device.shut_at, device.key = device.shut_at or clock.now(), None
    session = db.get(BrowserSession, device.session)
    if session is not None:
        db.delete(session)


def of_account(db: Db, account: uuid.UUID) -> Sequence[Device]:
    """The devices of an account, the last seen first; those that are done with are shown for a month."""
    query = select(Device).where(Device.account == account, Device.seen_at > clock.now() - 2 * GOOD_FOR)
    return db.scalars(query.order_by(Device.seen_at.desc())).all()


def _standing(db: Db, device: Device) -> str:
    account = db.get(Account, device.account)
    if device.shut_at is not None or account is None or not account.active:
        return "shut"
    return "expired" if clock.now() - device.seen_at > GOOD_FOR else "good"


def _account_of(by: Principal) -> uuid.UUID:
    try:
        return uuid.UUID(by.account)
    except ValueError as error:
        raise NotAllowed("Un programme ne tient pas de carnet : entrez avec votre adresse.") from error


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
