import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.sms import EXTENSION, parts_without, sms_parts
from services.notifications.texts import OURS


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 0),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("é" * 160, 1),
        ("ê" * 70, 1),
        ("ê" * 71, 2),
        ("ê" * 134, 2),
        ("ê" * 135, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
    ],
)
def test_a_text_is_cut_where_the_alphabet_says(text: str, parts: int) -> None:
    assert sms_parts(text).parts == parts


def test_one_circumflex_turns_the_whole_text_into_ucs_2() -> None:
    plain, accented = sms_parts("a" * 100), sms_parts("a" * 99 + "î")
    assert (plain.encoding, plain.parts, plain.per_part) == ("gsm", 1, 160)
    assert (accented.encoding, accented.parts, accented.per_part, accented.costly) == ("ucs2", 2, 67, ("î",))


def test_a_sign_of_two_septets_never_straddles_two_parts() -> None:
    # 152 letters, then €: it does not fit in the one septet left, so the second part begins one early.
    assert sms_parts("a" * 152 + "€" + "a" * 151).parts == 2
    assert sms_parts("a" * 152 + "€" + "a" * 152).parts == 3


def test_an_emoji_counts_for_two_and_is_not_cut() -> None:
    assert sms_parts("😀" * 35).parts == 1
    assert sms_parts("😀" * 36).units == 72
    assert sms_parts("a" * 66 + "😀" + "a" * 66).parts == 3


def test_a_typographic_apostrophe_and_a_no_break_space_cost() -> None:
    assert sms_parts("l’atelier à 9\u00a0h").costly == ("’", "\u00a0")


def test_plain_letters_bring_the_size_down() -> None:
    assert parts_without("î" + "a" * 100, "î") == 1


@given(st.text(max_size=400))
def test_a_part_never_holds_more_than_it_can(text: str) -> None:
    size = sms_parts(text)
    assert (size.parts == 0) == (text == "")
    assert size.units <= size.parts * size.per_part
    assert (size.encoding == "ucs2") == bool(size.costly)


@given(st.text(alphabet="aé" + "".join(EXTENSION), max_size=400))
def test_the_extension_table_stays_in_gsm(text: str) -> None:
    assert sms_parts(text).encoding == "gsm"


def test_our_french_creole_and_english_texts_hold_no_costly_letter() -> None:
    costly = {key: sms_parts(text).costly for key, text in OURS.items() if key[1] in ("fr", "gcf", "ht", "en")}
    assert not {key: letters for key, letters in costly.items() if letters}
