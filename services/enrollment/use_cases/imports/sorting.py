"""What becomes of one line: created, known, to check or refused, and what to say about it."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from lakou.contracts.vocabulary import Gender, ReferrerKind, RsaStatus, SocialStatus
from lakou.kernel.db import Db
from services.enrollment.model import Beneficiary, Outcome
from services.enrollment.model.likeness import name_keys, resemble, same_person
from services.enrollment.sheets import Field, Finding, ParsedLine
from services.enrollment.storage import beneficiaries as storage
from services.enrollment.storage import imports as lines_storage
from services.enrollment.use_cases.beneficiaries import commune_name
from services.enrollment.use_cases.drafts import Draft

GUESSED_COMMUNE = "Lu comme {commune} : à vérifier."
SHARED_PHONE = "Même téléphone qu’une autre personne."

Person = Beneficiary | Draft


@dataclass(frozen=True)
class Verdict:
    """The outcome of a line. `candidates` are the people she may be, when she may be somebody."""

    outcome: Outcome
    message: str = ""
    field: str | None = None
    warnings: int = 0
    candidates: tuple[Person, ...] = ()

    @property
    def known(self) -> Person | None:
        """Who she is, or may be first of all."""
        return self.candidates[0] if self.candidates else None


def placed(found: Verdict, line: ParsedLine) -> Verdict:
    """Say where the line is when its row does not: it is on another sheet."""
    return replace(found, message=f"{line.place} : {found.message}") if line.place else found


class Register(Protocol):
    """Who is known already."""

    def alike(self, draft: Draft) -> Sequence[Person]:
        """The people she may be."""

    def sharing(self, phone: str | None) -> int:
        """How many have this number."""

    def line_of(self, person: Person) -> int | None:
        """The line of this very file that brought the person in."""


class Stored:
    """The register of the database, for an import that is really running."""

    def __init__(self, db: Db, import_id: uuid.UUID) -> None:
        self.db, self.import_id = db, import_id

    def alike(self, draft: Draft) -> Sequence[Person]:
        """The files that may be hers."""
        return storage.alike(self.db, draft)

    def sharing(self, phone: str | None) -> int:
        """How many files have this number."""
        return storage.sharing_phone(self.db, phone)

    def line_of(self, person: Person) -> int | None:
        """Looked up among the lines of this import."""
        mine = isinstance(person, Beneficiary) and person.import_id == self.import_id
        return lines_storage.line_of(self.db, self.import_id, person.id) if mine else None


class Trial:
    """The register as it would be, for a try that writes nothing. Give it a `db` before each use, as a snapshot must not last."""

    def __init__(self, zone: str) -> None:
        self.db: Db
        self.zone = zone
        self._by_key: defaultdict[int, list[Draft]] = defaultdict(list)
        self._by_phone: defaultdict[str, list[Draft]] = defaultdict(list)

    def take(self, draft: Draft) -> None:
        """As if she were registered."""
        for key in name_keys(draft.family_name, draft.birth_year):
            self._by_key[key].append(draft)
        if draft.phone:
            self._by_phone[draft.phone].append(draft)

    def alike(self, draft: Draft) -> Sequence[Person]:
        """Files, and people of the lines above."""
        above = [each for key in name_keys(draft.family_name, draft.birth_year) for each in self._by_key.get(key, ())]
        above += self._by_phone.get(draft.phone or "", ())
        likely = {each.id: each for each in above if resemble(each, draft)}
        return [*storage.alike(self.db, draft), *likely.values()]

    def sharing(self, phone: str | None) -> int:
        """Files, and people of the lines above."""
        return storage.sharing_phone(self.db, phone) + len(self._by_phone.get(phone or "", ()))

    def line_of(self, person: Person) -> int | None:
        """Known for the lines above."""
        return person.line if isinstance(person, Draft) else None


def hindrance(line: ParsedLine) -> Verdict | None:
    """Why a line cannot become a file as it is; None when it can."""
    for findings, outcome in ((line.missing, Outcome.REFUSED), (line.doubts, Outcome.TO_CHECK)):
        if findings:
            return Verdict(outcome, " ".join(map(_said, findings)), findings[0].field.value)
    return None


def verdict(draft: Draft, register: Register, remarks: Sequence[Finding] = ()) -> Verdict:
    """What becomes of a person whose line says enough."""
    candidates = tuple(register.alike(draft))
    same = next((each for each in candidates if same_person(each, draft)), None)
    if same is not None:
        return Verdict(Outcome.KNOWN, _known(same, draft, register), candidates=(same,))
    if candidates:
        by_phone = all(each.phone and each.phone == draft.phone for each in candidates)
        message = f"Est-ce la même personne ? {' ; '.join(_portrait(each, register) for each in candidates)}."
        field = Field.PHONE if by_phone else Field.FAMILY_NAME
        return Verdict(Outcome.TO_CHECK, message, field.value, candidates=candidates)
    shared = [Finding(Field.PHONE, SHARED_PHONE)] if register.sharing(draft.phone) else []
    found = [*remarks, *shared]
    message = " ".join(map(_said, found)) or "Tout est compris."
    return Verdict(Outcome.CREATED, message, found[0].field.value if found else None, len(found))


def remarks(line: ParsedLine) -> list[Finding]:
    """What was left out or guessed in a line."""
    guess = []
    if line.commune_guessed and line.commune:
        guess = [Finding(Field.COMMUNE, GUESSED_COMMUNE.format(commune=commune_name(line.commune)))]
    return [*line.warnings, *guess]


def _said(finding: Finding) -> str:
    value = f" « {finding.value[:60]} »" if finding.value else ""
    return f"{finding.field.label}{value} : {finding.message[:1].lower()}{finding.message[1:]}"


def _known(person: Person, draft: Draft, register: Register) -> str:
    line = register.line_of(person)
    where = f"La même personne qu’à la ligne {line}." if line is not None else "Elle a déjà sa fiche."
    differences = _differences(person, draft)
    return f"{where} Différences, non reprises : {' ; '.join(differences)}." if differences else where


_COMPARED = (
    ("phone", Field.PHONE.label, None),
    ("email", Field.EMAIL.label, None),
    ("gender", "Genre", Gender),
    ("rsa", "RSA", RsaStatus),
    ("social_status", Field.SOCIAL_STATUS.label, SocialStatus),
    ("referrer", Field.REFERRER.label, ReferrerKind),
)
_SAYS_NOTHING = (None, "", "non_communique")


def _differences(person: Person, draft: Draft) -> list[str]:
    """What the line says otherwise than the file; what it does not say is no difference."""
    found = []
    for name, label, vocabulary in _COMPARED:
        written, kept = getattr(draft, name), getattr(person, name)
        if written not in _SAYS_NOTHING and written != kept:
            words = [vocabulary(each).label if vocabulary and each else each or "rien" for each in (written, kept)]
            found.append(f"{label}, « {words[0]} » dans la liste, « {words[1]} » dans la fiche")
    return found


def _portrait(person: Person, register: Register) -> str:
    line = register.line_of(person)
    where = f" (ligne {line})" if line is not None else ""
    return f"{person.name}, naissance {person.birth_year}, {commune_name(person.commune)}{where}"
