"""All that notifications holds about a person who asks for it."""

from lakou.contracts.enrollment import RecordRequested
from lakou.contracts.notifications import MessageKind, MessageState, NotificationsRecord
from lakou.contracts.records import Section, parts_of
from lakou.contracts.vocabulary import ContactChannel, Language
from lakou.kernel import clock, outbox
from lakou.kernel.db import Db
from services.notifications import storage
from services.notifications.model import Person


def contribute(db: Db, event: RecordRequested) -> None:
    """How she is reached, and every message with its text."""
    parts = parts_of([_known(db, event), _messages(db, event)])
    for number, content in enumerate(parts, 1):
        outbox.record(
            db,
            NotificationsRecord(
                request_id=event.request_id,
                beneficiary_id=event.beneficiary_id,
                part=number,
                parts=len(parts),
                content=content,
            ),
        )


def _known(db: Db, event: RecordRequested) -> Section:
    person = db.get(Person, event.beneficiary_id)
    rows: tuple[tuple[str, ...], ...] = ()
    if person is not None:
        agrees = {True: "Oui", False: "Non", None: "Pas demandé"}[person.agrees]
        channel, language = ContactChannel(person.channel).label, Language(person.language).label
        rows = ((person.full_name, person.phone or "Aucun", person.email or "Aucun", channel, language, agrees),)
    return Section("Comment on la joint", ("Nom", "Téléphone", "E-mail", "Préfère", "Langue", "Accepte les rappels"), rows)


def _messages(db: Db, event: RecordRequested) -> Section:
    rows = []
    for message, session in storage.messages_of(db, event.beneficiary_id):
        at = clock.local(message.sent_at or message.due_at, session.zone)
        kind, state = MessageKind(message.kind).label, MessageState(message.state).label
        rows.append((f"{at:%d/%m/%Y %H:%M}", kind, state, message.address or "", message.text or ""))
    return Section("Messages", ("Le", "Genre", "État", "Adresse", "Texte"), tuple(rows))
