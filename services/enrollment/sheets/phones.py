"""A phone number, in the forms people write it. Its prefix says nothing about where a person lives."""

import re
from dataclasses import dataclass

import phonenumbers

INCOMPLETE = "Ce numéro est incomplet : il faut 10 chiffres, comme 0696 00 10 37, ou +596 696 00 10 37."
UNREADABLE = "Ce numéro n’est pas lisible : écrivez 10 chiffres, comme 0696 00 10 37."
SECOND_LEFT_OUT = "Cette case a plusieurs numéros : le premier est gardé, notez l’autre dans la fiche."

_REGIONS = ("GP", "MQ", "GF", "FR", "RE", "YT")  # the numbering plans that share the 0 prefix of France
_MOBILE_REGIONS = {"0690": "GP", "0691": "GP", "0694": "GF", "0696": "MQ", "0697": "MQ", "0692": "RE", "0693": "RE"}
_CODES_WITHOUT_PLUS = ("590", "594", "596", "262")
_FRENCH_CODES = {33, 262, 590, 594, 596}
_NONE = re.compile(r"(?:aucun|non|pas de|sans)\b.*|[x0]", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:/|;|,|\bou\b|\bet\b)\s*", re.IGNORECASE)
_WRITTEN = re.compile(r"\+?[\d\s.\-_/()\u2010-\u2015]+", re.ASCII)


@dataclass(frozen=True)
class Phone:
    """`e164` is like +596696001037; a `problem` may come with it, when a second number was left out."""

    e164: str | None = None
    problem: str = ""


def read_phone(text: str) -> Phone:
    """Read a number, a lost leading zero and 00596… included. Well formed is enough: it need not be assigned yet."""
    said = " ".join(text.split())
    if not said or _NONE.fullmatch(said):
        return Phone()
    whole = _number(said)
    if whole is not None:
        return Phone(whole)
    several = [part for part in _BETWEEN.split(said) if part]
    first = next((number for part in several if (number := _number(part)) is not None), None)
    if len(several) > 1 and first is not None:
        return Phone(first, SECOND_LEFT_OUT)
    return Phone(problem=INCOMPLETE if _WRITTEN.fullmatch(said) else UNREADABLE)


def _number(said: str) -> str | None:
    if not _WRITTEN.fullmatch(said):
        return None
    digits = re.sub(r"[^\d+]", "", said, flags=re.ASCII)
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if digits.startswith(_CODES_WITHOUT_PLUS) and len(digits) == len("596696001037"):
        digits = f"+{digits}"  # a spreadsheet took +596… for a figure
    return _international(digits) if digits.startswith("+") else _national(digits)


def _international(digits: str) -> str | None:
    try:
        number = phonenumbers.parse(digits, None)
    except phonenumbers.NumberParseException:
        return None
    nine_digits = len(phonenumbers.national_significant_number(number)) == 9
    if number.country_code in _FRENCH_CODES and not nine_digits:
        return None
    return _e164(number) if phonenumbers.is_possible_number(number) else None


def _national(digits: str) -> str | None:
    if len(digits) == 9 and digits[0] != "0":
        digits = f"0{digits}"  # a spreadsheet took the number for a figure
    if len(digits) != 10 or digits[0] != "0" or digits[1] == "0":
        return None
    numbers = [phonenumbers.parse(digits, region) for region in _REGIONS]
    valid = next((number for number in numbers if phonenumbers.is_valid_number(number)), None)
    return _e164(valid or phonenumbers.parse(digits, _MOBILE_REGIONS.get(digits[:4], "FR")))


def _e164(number: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
