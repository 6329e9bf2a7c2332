"""The local mailbox: what each person would read, in the modes where nothing really leaves."""

import dataclasses
import datetime as dt

from werkzeug.wrappers import Response

from lakou.contracts.notifications import MessageKind
from lakou.contracts.vocabulary import ContactChannel
from lakou.kernel.clock import local
from lakou.kernel.problems import NotFound
from lakou.kernel.web.call import Call
from services.notifications import storage
from services.notifications.model import Person
from services.notifications.pages.doors import PER_PAGE, ROUTES, STAFF, page_number
from services.notifications.senders import has_mailbox


@dataclasses.dataclass(frozen=True)
class Letter:
    """One item of the box; `at` is the wall time at the place."""

    at: dt.datetime
    person: Person
    kind: str
    channel: ContactChannel
    address: str | None
    text: str | None
    parts: int | None


@ROUTES.page("GET", "/mailbox", roles=STAFF)
def mailbox(call: Call) -> Response:
    """The newest first; NotFound where a gateway sends."""
    if not has_mailbox(call.context.settings):
        raise NotFound("La boîte aux lettres locale n’existe qu’en mode embarqué.")
    page = page_number(call.request.args.get("page"))
    with call.database.reading() as db:
        size = storage.mailbox_size(db)
        rows = storage.mailbox(db, offset=(page - 1) * PER_PAGE, limit=PER_PAGE)
    letters = [
        Letter(
            at=local(item.at, session.zone),
            person=person,
            kind=MessageKind(message.kind).label,
            channel=ContactChannel(item.channel),
            address=item.address,
            text=item.text,
            parts=message.parts,
        )
        for item, message, person, session in rows
    ]
    return call.render("notifications/mailbox.html", letters=letters, size=size, page=page, last=max(1, -(-size // PER_PAGE)))
