"""A person about to be registered, wherever she comes from: a form, the API, a sheet."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lakou.contracts.people import exact_age
from lakou.contracts.vocabulary import (
    ConsentChannel,
    ConsentPurpose,
    ContactChannel,
    Gender,
    Language,
    RsaStatus,
    SocialStatus,
)
from lakou.kernel.problems import InvalidInput
from services.enrollment.sheets import ParsedLine
from services.enrollment.sheets.dates import FUTURE, OLDEST, TOO_OLD

IN_THE_FUTURE = "Cette date est dans le futur : écrivez aujourd’hui ou un jour passé."


@dataclass(frozen=True)
class Said:
    """What she said of one purpose, on a day."""

    purpose: str
    given: bool
    channel: str
    on: dt.date


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Everything a file needs. The same names as `Beneficiary`; `line` is its row when it comes from a sheet."""

    family_name: str
    given_name: str
    birth_year: int
    birth_date: dt.date | None
    commune: str
    gender: str = Gender.NON_COMMUNIQUE.value
    phone: str | None = None
    phone_shared: bool = False
    other_phones: tuple[dict[str, Any], ...] = ()
    email: str | None = None
    language: str = Language.FR.value
    channel: str = ContactChannel.SMS.value
    social_status: str = SocialStatus.NON_COMMUNIQUE.value
    rsa: str = RsaStatus.NON_COMMUNIQUE.value
    referrer: str | None = None
    notes: str = ""
    consents: tuple[Said, ...] = ()
    line: int | None = None
    id: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def name(self) -> str:
        """As one greets her."""
        return f"{self.given_name} {self.family_name}"


def birth(given: Mapping[str, Any], today: dt.date) -> tuple[int, dt.date | None]:
    """Year and, when known, day of birth. Raises InvalidInput naming the field that is missing or implausible."""
    year, date = given.get("birth_year"), given.get("birth_date")
    if date is not None:
        return _born(date, year, today)
    if year is None:
        raise InvalidInput({"birth_year": "Donnez l’année de naissance, ou la date entière."})
    if year > today.year:
        raise InvalidInput({"birth_year": FUTURE})
    if today.year - year > OLDEST:
        raise InvalidInput({"birth_year": TOO_OLD})
    return year, None


def _born(date: dt.date, year: int | None, today: dt.date) -> tuple[int, dt.date]:
    if date > today:
        raise InvalidInput({"birth_date": FUTURE})
    if exact_age(today, date) > OLDEST:
        raise InvalidInput({"birth_date": TOO_OLD})
    if year is not None and year != date.year:
        raise InvalidInput({"birth_year": "L’année n’est pas celle de la date de naissance : gardez la bonne."})
    return date.year, date


def past_day(on: dt.date | None, today: dt.date, field: str = "on") -> dt.date:
    """The day given, or today. Raises InvalidInput when it is in the future."""
    if on is not None and on > today:
        raise InvalidInput({field: IN_THE_FUTURE})
    return on or today


def said(given: Mapping[str, Any], today: dt.date, field: str = "on") -> Said:
    """One consent. Raises InvalidInput."""
    return Said(given["purpose"], given["given"], given["channel"], past_day(given["on"], today, field))


def from_answers(given: Mapping[str, Any], today: dt.date) -> Draft:
    """From what BeneficiaryInSchema let through. Raises InvalidInput."""
    year, date = birth(given, today)
    consents = [said(each, today, f"consents.{rank}.on") for rank, each in enumerate(given.get("consents", []))]
    plain = {name: value for name, value in given.items() if name not in {"birth_year", "birth_date", "consents", "distinct_from"}}
    plain["notes"] = plain.get("notes") or ""
    plain["other_phones"] = tuple(plain.get("other_phones", ()))
    return Draft(birth_year=year, birth_date=date, consents=tuple(consents), **plain)


def from_line(line: ParsedLine, day: dt.date) -> Draft:
    """From a line of a sheet that misses nothing; consents are on paper, dated the day of the import."""
    if line.birth_year is None or line.commune is None:
        raise ValueError("a line with a doubt or a lack is not a draft yet")
    consent = line.consent_follow_up
    spoken = Said(ConsentPurpose.FOLLOW_UP.value, bool(consent), ConsentChannel.PAPER.value, day)
    return Draft(
        family_name=line.family_name,
        given_name=line.given_name,
        birth_year=line.birth_year,
        birth_date=line.birth_date,
        commune=line.commune,
        gender=line.gender.value,
        phone=line.phone,
        email=line.email,
        rsa=line.rsa.value,
        social_status=line.social_status.value,
        referrer=line.referrer.value if line.referrer else None,
        notes=line.notes,
        consents=() if consent is None else (spoken,),
        line=line.number,
    )
