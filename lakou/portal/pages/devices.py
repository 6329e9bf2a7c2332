"""Devices that keep a notebook: their doors, and the button that wipes one."""

import base64
import uuid
from collections.abc import Sequence

from werkzeug.wrappers import Response

from lakou.kernel import clock
from lakou.kernel.context import Site
from lakou.kernel.db import Db
from lakou.kernel.web.call import Call
from lakou.kernel.web.flash import Flash
from lakou.kernel.web.routes import PUBLIC
from lakou.portal import devices
from lakou.portal.model import Device
from lakou.portal.pages.doors import EVERYONE, ROUTES
from lakou.portal.schemas import ContactOut, ContactSchema, DeviceKeyOut, DeviceOut, DeviceSchema, MeOut

KEEPERS = frozenset({"helper", "coordinator"})
Shown = dict[str, object]


@ROUTES.api("GET", "/me", roles=EVERYONE, summary="Who is signed in in this browser", answer=MeOut)
def me(call: Call) -> Response:
    """With the token that its forms need."""
    who = call.principal
    return call.answer({"account": who.account, "name": who.name, "role": who.role, "csrf": who.csrf, "server_time": clock.now()})


@ROUTES.api(
    "POST",
    "/devices",
    roles=KEEPERS,
    summary="Enroll a device that keeps a notebook",
    body=DeviceSchema,
    answer=DeviceOut,
    status=201,
)
def enroll(call: Call) -> Response:
    """Its token and its key are shown here alone."""
    made = devices.enroll(call.context, call.principal, call.body["name"])
    call.subject = str(made.device.id)
    return call.answer(
        {
            "id": made.device.id,
            "account": made.device.account,
            "owner": call.principal.name,
            "token": made.token,
            "key": _text(made.device.key),
            "server_time": clock.now(),
        }
    )


@ROUTES.api(
    "POST", "/devices/<uuid:id>/contact", roles=PUBLIC, summary="Say that a device is here", body=ContactSchema, answer=ContactOut
)
def contact(call: Call) -> Response:
    """Opens nothing: the device learns whether it may keep what it has, and what time it is."""
    given = call.body
    standing = devices.contact(call.context, call.params["id"], given["token"], waiting=given["waiting"], wiped=given["wiped"])
    return call.answer({"standing": standing, "server_time": clock.now()})


@ROUTES.api("GET", "/devices/<uuid:id>/key", roles=KEEPERS, summary="Open one's own notebook again", answer=DeviceKeyOut)
def key(call: Call) -> Response:
    """For who forgot the code of the notebook."""
    return call.answer({"key": _text(devices.key_of(call.context, call.params["id"], call.principal))})


@ROUTES.page("POST", "/appareils/<uuid:id>/effacer", roles=EVERYONE)
def wipe(call: Call) -> Response:
    """At its next contact; its session ends now."""
    device = devices.shut_out(call.context, call.params["id"], call.principal)
    mine = str(device.account) == call.principal.account
    said = "Le carnet de cet appareil est fermé. Il s’effacera dès que l’appareil retrouvera le réseau."
    return call.redirect("/compte" if mine else f"/comptes/{device.account}", Flash(said))


def shown(db: Db, account: uuid.UUID, site: Site) -> Sequence[Shown]:
    """The devices of an account, for its pages."""
    return [_shown(device, site.zone) for device in devices.of_account(db, account)]


def _shown(device: Device, zone: str) -> Shown:
    state = "wiped" if device.wiped_at else "shut" if device.shut_at else "open"
    since = clock.local(device.opened_at, zone)
    return {
        "id": device.id,
        "name": device.name,
        "state": state,
        "since": since,
        "seen": clock.local(device.seen_at, zone),
        "waiting": device.waiting,
    }


def _text(key: bytes | None) -> str:
    return base64.b64encode(key or b"").decode()
