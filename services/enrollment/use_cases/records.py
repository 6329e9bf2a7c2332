"""All that is held about a person, as one readable file: every service is asked, and each says its own part."""

import datetime as dt
import uuid
from dataclasses import dataclass

from lakou.contracts.enrollment import RecordRequested
from lakou.contracts.labels import Vocabulary
from lakou.contracts.notifications import MessageKind, MessageState, NotificationsRecord
from lakou.contracts.records import Section, parts_of, sections_of
from lakou.contracts.reporting import ReportingRecord
from lakou.contracts.sessions import SessionsRecord
from lakou.contracts.vocabulary import (
    ConsentChannel,
    ConsentPurpose,
    ContactChannel,
    EnrollmentStage,
    Gender,
    Language,
    OrganizationKind,
    ReferrerKind,
    RsaStatus,
    SocialStatus,
)
from lakou.kernel import clock, outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import NotFound, RuleBroken
from services.enrollment.model import Beneficiary, RecordPart, RecordRequest
from services.enrollment.model.records import KEPT_DAYS, OWN, SERVICES
from services.enrollment.model.situation import LABELS, QUESTIONS
from services.enrollment.storage import beneficiaries as people
from services.enrollment.storage import histories, merges, organizations, programs, situations
from services.enrollment.storage import records as storage
from services.enrollment.use_cases import beneficiaries, path_record

SHARING = "sharing:"
_CODES: dict[str, type[Vocabulary]] = {
    "gender": Gender, "language": Language, "channel": ContactChannel, "social_status": SocialStatus, "rsa": RsaStatus,
    "referrer": ReferrerKind,
}  # fmt: skip
Contribution = SessionsRecord | NotificationsRecord | ReportingRecord
_PLAIN = (
    ("Nom", "family_name"), ("Prénom", "given_name"), ("Année de naissance", "birth_year"), ("Date de naissance", "birth_date"),
    ("Commune", "commune"), ("Genre", "gender"), ("Téléphone", "phone"), ("E-mail", "email"), ("Langue", "language"),
    ("Préfère", "channel"), ("Situation", "social_status"), ("RSA", "rsa"), ("Envoyée par", "referrer"),
    ("Fiche ouverte le", "registered_on"),
)  # fmt: skip


class RecordNotReady(RuleBroken):
    """Raised while a service has not answered; `waiting` names those."""

    slug = "record-not-ready"
    title = "Le dossier n’est pas encore complet"
    text = "Rechargez la page dans un instant : il manque encore une partie."


@dataclass(frozen=True)
class Record:
    """A request with what has come: sections by service, and the services that have not said all yet."""

    request: RecordRequest
    sections: dict[str, list[Section]]
    waiting: tuple[str, ...]


def ask(context: ServiceContext, beneficiary_id: uuid.UUID, by: str) -> RecordRequest:
    """Ask everybody; our own part is there at once. Raises NotFound."""
    with context.database.transaction() as db:
        storage.forget_old(db, clock.now() - dt.timedelta(days=KEPT_DAYS))
        person = beneficiaries.get(db, beneficiaries.get(db, beneficiary_id).stands_for)
        files = merges.group(db, person.id)
        request = RecordRequest(id=uuid.uuid4(), beneficiary_id=person.id, files=len(files), at=clock.now(), by=by)
        db.add(request)
        db.flush()
        for each in files:
            parts = parts_of(_own(db, db.get_one(Beneficiary, each), context.site.zone))
            for number, content in enumerate(parts, 1):
                _keep(db, request.id, OWN, each, number, len(parts), content)
            outbox.record(db, RecordRequested(request_id=request.id, beneficiary_id=each))
        return request


def contributed(db: Db, event: Contribution) -> None:
    """A part came. Of a request that is no more, nothing is kept."""
    if db.get(RecordRequest, event.request_id) is not None:
        _keep(db, event.request_id, event.source, event.beneficiary_id, event.part, event.parts, event.content)


def get(db: Db, request_id: uuid.UUID) -> Record:
    """How far a request has got, and what has come. Raises NotFound."""
    request = db.get(RecordRequest, request_id)
    if request is None:
        raise NotFound("Ce dossier n’existe pas, ou plus : il est gardé trente jours. Préparez-le de nouveau.")
    parts = storage.parts(db, request.id)
    waiting = tuple(each for each in SERVICES if not _complete(request, [part for part in parts if part.service == each]))
    sections = {each: sections_of([part.content for part in parts if part.service == each]) for each in SERVICES}
    return Record(request, sections, waiting)


def complete(db: Db, request_id: uuid.UUID) -> Record:
    """The same, to be handed over. Raises NotFound, RecordNotReady."""
    record = get(db, request_id)
    if record.waiting:
        raise RecordNotReady(waiting=list(record.waiting))
    return record


def _complete(request: RecordRequest, parts: list[RecordPart]) -> bool:
    told: dict[uuid.UUID, tuple[int, set[int]]] = {}
    for part in parts:
        told.setdefault(part.beneficiary_id, (part.parts, set()))[1].add(part.part)
    return len(told) == request.files and all(len(seen) == wanted for wanted, seen in told.values())


def _keep(db: Db, request_id: uuid.UUID, service: str, file_id: uuid.UUID, part: int, parts: int, content: str) -> None:
    place = {"request_id": request_id, "service": service, "beneficiary_id": file_id, "part": part}
    db.merge(RecordPart(**place, parts=parts, content=content))


def _own(db: Db, person: Beneficiary, zone: str) -> list[Section]:
    facts = tuple((label, _in_words(name, value)) for label, name in _PLAIN if (value := getattr(person, name)) is not None)
    consents = people.own_consents(db, person.id)
    partners = organizations.names(db, (each.purpose.removeprefix(SHARING) for each in consents))
    said = tuple(
        (
            _purpose(each.purpose, partners),
            "Oui" if each.given else "Non",
            ConsentChannel(each.channel).label,
            f"{each.on:%d/%m/%Y}",
            each.noted_by,
        )
        for each in reversed(consents)
    )
    note = people.notes(db, person.id)
    return [
        Section("Sa fiche", ("Réponse", "Valeur"), facts),
        Section("Ses autres numéros", ("Numéro", "À qui", "Toute la maison répond"), _phones(db, person.id)),
        Section("Ce que le financeur demande", ("Question", "Réponse"), _answers(db, person.id)),
        Section("Ce qu’elle a accepté ou refusé", ("Pour quoi", "Réponse", "Comment", "Le", "Noté par"), said),
        Section("Notes", ("Texte",), ((note,),) if note else ()),
        Section("Ses programmes", ("Programme", "Étape", "Le", "Pourquoi", "Noté par"), _stages(db, person.id)),
        *path_record.sections(db, person.id),
        Section("Messages, tels que la fiche les montre", ("Le", "Genre", "État"), _messages(db, person.id, zone)),
    ]


def _in_words(name: str, value: object) -> str:
    """As one reads it: the label of a code, a day as it is written, a commune by its name."""
    if name in _CODES:
        return _CODES[name](str(value)).label
    if name == "commune":
        return f"{beneficiaries.commune_name(str(value))} ({value})"
    return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else str(value)


def _purpose(purpose: str, partners: dict[str, str]) -> str:
    if not purpose.startswith(SHARING):
        return ConsentPurpose(purpose).label
    code = purpose.removeprefix(SHARING)
    kinds = {each.value: each.label for each in OrganizationKind}
    return f"Dire ce qui suit à {partners.get(code) or kinds.get(code, code)}"


def _phones(db: Db, beneficiary_id: uuid.UUID) -> tuple[tuple[str, ...], ...]:
    return tuple((each.phone, each.whose, "Oui" if each.household else "Non") for each in situations.phones(db, beneficiary_id))


def _answers(db: Db, beneficiary_id: uuid.UUID) -> tuple[tuple[str, ...], ...]:
    said = situations.of(db, beneficiary_id)
    return tuple((LABELS[name], QUESTIONS[name](value).label) for name in QUESTIONS if (value := getattr(said, name)))


def _stages(db: Db, beneficiary_id: uuid.UUID) -> tuple[tuple[str, ...], ...]:
    enrolled, _ = programs.enrollments(db, beneficiary_id=beneficiary_id, limit=200)
    names = {each.id: each.name for each in programs.by_ids(db, [each.program_id for each in enrolled]).values()}
    by_id = {each.id: names[each.program_id] for each in enrolled}
    return tuple(
        (by_id[each.enrollment_id], EnrollmentStage(each.stage).label, f"{each.on:%d/%m/%Y}", each.reason or "", each.noted_by)
        for each in programs.history(db, list(by_id))
    )


def _messages(db: Db, beneficiary_id: uuid.UUID, zone: str) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (f"{clock.local(each.at, zone):%d/%m/%Y %H:%M}", MessageKind(each.kind).label, MessageState(each.state).label)
        for each in histories.messages(db, [beneficiary_id])
    )
