"""What waits for somebody of the team, as enrollment said, in the words of the page of the day."""

import dataclasses
import uuid

from lakou.contracts.vocabulary import Attention
from lakou.kernel.db import Db
from services.sessions.model import KnownPerson
from services.sessions.pages.views import name_of
from services.sessions.storage import people

SIGNS = {
    Attention.ABSENCES: ("bad", "alert", "Appeler"),
    Attention.LATE_REFERRAL: ("warn", "clock", "Répondre"),
    Attention.SILENCE: ("warn", "clock", "Relancer"),
    Attention.NO_ENTRY: ("warn", "pen", "Évaluer"),
    Attention.NO_EXIT: ("warn", "pen", "Évaluer"),
    Attention.FOLLOW_UP: ("", "phone", "Demander"),
}
REFERRALS, PEOPLE = "/enrollment/referrals", "/enrollment/beneficiaries"


@dataclasses.dataclass(frozen=True)
class Waiting:
    """One line: who or what, where it leads, why, and the tag."""

    title: str
    href: str
    why: str
    tag: tuple[str, str, str]


def waiting(db: Db) -> tuple[list[Waiting], int]:
    """The first of them, and how many more there are."""
    kept = people.attention(db)
    if kept is None:
        return [], 0
    named = people.by_ids(db, [uuid.UUID(subject) for _, subject, _ in kept.first])
    lines = [_line(Attention(reason), uuid.UUID(subject), int(days), named) for reason, subject, days in kept.first]
    return lines, sum(kept.counts.values()) - len(lines)


def _line(reason: Attention, subject: uuid.UUID, days: int, named: dict[uuid.UUID, KnownPerson]) -> Waiting:
    if reason is Attention.LATE_REFERRAL:
        return Waiting(
            "Un envoi de partenaire", f"{REFERRALS}/{subject}", f"Reçu il y a {_days(days)}, sans réponse", SIGNS[reason]
        )
    since = f", depuis {_days(days)}" if reason in (Attention.NO_ENTRY, Attention.NO_EXIT) and days else ""
    return Waiting(name_of(named.get(subject)), f"{PEOPLE}/{subject}", f"{reason.label}{since}", SIGNS[reason])


def _days(count: int) -> str:
    return f"{count} jours" if count > 1 else "1 jour"
