"""Personal iCal feeds: one makes a link, reads it in one's own calendar, and takes it back."""

import dataclasses
import datetime as dt
import secrets
import uuid
from collections.abc import Callable, Sequence

from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from lakou.kernel.problems import InvalidInput, NotFound, TooMany
from services.sessions.model import CalendarFeed, Helper, WorkshopSession
from services.sessions.model.calendars import hashed
from services.sessions.model.rules import NotYourCalendar
from services.sessions.storage import calendars

MOST_LINKS = 10
BACK, AHEAD = dt.timedelta(days=60), dt.timedelta(days=400)
NOTE_EVERY = dt.timedelta(hours=6)


@dataclasses.dataclass(frozen=True)
class Link:
    """A new feed, and its secret, which is told once and never kept."""

    feed: CalendarFeed
    secret: str


def open_feed(context: ServiceContext, *, account: str, owner: str, helper_id: uuid.UUID | None) -> Link:
    """A link to the sessions of a helper, or of the whole association. Raises InvalidInput, TooMany."""
    secret = secrets.token_urlsafe(32)
    with context.database.transaction() as db:
        if helper_id is not None and db.get(Helper, helper_id) is None:
            raise InvalidInput({"helper_id": "Cet aidant n’existe pas. Choisissez-le dans la liste."})
        if len(calendars.of_account(db, account)) >= MOST_LINKS:
            raise TooMany("Vous avez déjà dix liens. Retirez ceux qui ne servent plus.")
        feed = CalendarFeed(
            account=account, owner=owner[:120], helper_id=helper_id, secret_hash=hashed(secret), made_at=clock.now()
        )
        db.add(feed)
        return Link(feed, secret)


def revoke_feed(context: ServiceContext, feed_id: uuid.UUID, *, account: str, any_account: bool) -> None:
    """The link opens nothing any more. Twice changes nothing. Raises NotFound, NotYourCalendar."""
    with context.database.transaction() as db:
        feed = db.get(CalendarFeed, feed_id)
        if feed is None:
            raise NotFound
        if feed.account != account and not any_account:
            raise NotYourCalendar
        feed.revoked_at = feed.revoked_at or clock.now()


def read_feed(
    context: ServiceContext, secret: str, stands: Callable[[str], bool]
) -> tuple[CalendarFeed, Sequence[WorkshopSession]]:
    """The sessions behind a link, from two months back to a year ahead.

    `stands` says whether the account behind it may still enter: a link opens no more than its owner's own hands.
    Raises NotFound, also once it is revoked.
    """
    now = clock.now()
    with context.database.reading() as db:
        feed = calendars.by_secret(db, hashed(secret))
        if feed is None or feed.revoked_at is not None or not stands(feed.account):
            raise NotFound("Ce lien d’agenda n’existe pas ou a été retiré. Créez-en un autre.")
        found = calendars.sessions(db, now - BACK, now + AHEAD, feed.helper_id)
    if feed.read_on is None or feed.read_on < now - NOTE_EVERY:
        with context.database.transaction() as db:
            kept = db.get(CalendarFeed, feed.id)
            if kept is not None:
                kept.read_on = now
    return feed, found
