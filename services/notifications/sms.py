"""How many SMS a text costs.

A text of the GSM 7-bit alphabet holds 160 signs in one SMS, 153 in each of several; one single letter outside of it (ê, î, ô, ç, œ,
’) turns the whole text into UCS-2, at 70 and 67. Signs of the extension table (€ [ ] { } …) count for two.
"""

import dataclasses
from collections.abc import Iterable
from typing import Literal

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")
ALPHABET = BASIC | EXTENSION


@dataclasses.dataclass(frozen=True)
class SmsSize:
    """`units` are septets (gsm) or UTF-16 units (ucs2), `per_part` how many one SMS holds; `costly`: the letters outside GSM."""

    parts: int
    units: int
    per_part: int
    encoding: Literal["gsm", "ucs2"]
    costly: tuple[str, ...]


def sms_parts(text: str) -> SmsSize:
    """The size of a text as SMS; an empty text is no SMS."""
    costly = tuple(dict.fromkeys(letter for letter in text if letter not in ALPHABET))
    if costly:
        return _size([2 if ord(letter) > 0xFFFF else 1 for letter in text], 70, 67, "ucs2", costly)
    return _size([2 if letter in EXTENSION else 1 for letter in text], 160, 153, "gsm", costly)


def parts_without(text: str, letters: Iterable[str]) -> int:
    """How many SMS if these letters were written in plain ones."""
    return sms_parts("".join("?" if letter in set(letters) else letter for letter in text)).parts


def _size(widths: list[int], alone: int, joined: int, encoding: Literal["gsm", "ucs2"], costly: tuple[str, ...]) -> SmsSize:
    units = sum(widths)
    if units <= alone:
        return SmsSize(int(units > 0), units, alone, encoding, costly)
    parts, room = 1, joined
    for width in widths:  # a sign of two units never straddles two SMS
        if width > room:
            parts, room = parts + 1, joined
        room -= width
    return SmsSize(parts, units, joined, encoding, costly)
