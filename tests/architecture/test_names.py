import re

from tests.architecture.tree import CODE, python_files, shown

EMPTY_NAMES = {"utils", "util", "common", "helper", "helpers", "manager", "managers", "misc", "base"}
HELPERS_ARE_PEOPLE_IN = "services/"  # aidants: a noun of the domain there
DOMAIN_WORDS = {
    "assessment",
    "attendance",
    "beneficiary",
    "beneficiarie",  # the plural without its s
    "enrollment",
    "helper",
    "referral",
    "seat",
    "venue",
    "workshop",
}
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def test_a_module_is_named_after_what_it_holds() -> None:
    named = [path for path in python_files(*CODE) if not shown(path).startswith("lakou/contracts/")]
    empty = [shown(path) for path in named if {path.stem, path.parent.name} & _forbidden_in(shown(path))]
    assert not empty, f"These names say nothing; name the thing that the module holds: {', '.join(empty)}"


def test_the_kernel_knows_no_word_of_the_domain() -> None:
    found = [
        f"{shown(path)}:{number} {word}"
        for path in python_files("lakou/kernel")
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        for word in domain_words(line)
    ]
    assert not found, "The kernel is plumbing; move these to a service or to contracts:\n  " + "\n  ".join(found)


def test_domain_words_are_found_inside_names() -> None:
    assert domain_words("WorkshopSession, seat_id, helpers, the VENUES") == ["workshop", "seat", "helper", "venue"]
    assert domain_words("a seatbelt is helpful") == []


def domain_words(line: str) -> list[str]:
    words = [word.lower() for word in WORD.findall(line)]
    return [known for word in words if (known := word.removesuffix("s")) in DOMAIN_WORDS]


def _forbidden_in(name: str) -> set[str]:
    people = {"helper", "helpers"} if name.startswith(HELPERS_ARE_PEOPLE_IN) else set()
    return EMPTY_NAMES - people
