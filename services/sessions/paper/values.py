"""What a paper says, as words: the drawing decides nothing."""

import dataclasses
import datetime as dt


@dataclasses.dataclass(frozen=True)
class Heading:
    """Of what session: on top of its papers. `when` and `where` are whole lines of text."""

    association: str
    title: str
    when: str
    where: str
    helpers: str
    printed: str
    """When it was printed, for the foot of the page."""


@dataclasses.dataclass(frozen=True)
class SheetLine:
    """A person of the sheet. Her number stays hers whatever happens to the others, so that an older print can be keyed in."""

    number: int
    name: str


@dataclasses.dataclass(frozen=True)
class SignInSheet:
    """The sign-in sheet of a session. `address` is that of the page where it is keyed in; `blanks` lines are left for others."""

    heading: Heading
    address: str
    listed: tuple[SheetLine, ...]
    waiting: tuple[SheetLine, ...]
    blanks: int


@dataclasses.dataclass(frozen=True)
class Attended:
    """Something that she attended, on its day at the place."""

    day: dt.date
    title: str
    where: str
    minutes: int


@dataclasses.dataclass(frozen=True)
class Certificate:
    """That a person really attended these, in a period. `place` and `day` are where and when it is signed."""

    association: str
    person: str
    since: dt.date
    until: dt.date
    attended: tuple[Attended, ...]
    place: str
    day: dt.date

    @property
    def minutes(self) -> int:
        """All of them."""
        return sum(each.minutes for each in self.attended)


@dataclasses.dataclass(frozen=True)
class Callee:
    """Somebody to telephone. `phone` as it is dialled, empty when none is known; `why` is a reason in words."""

    name: str
    phone: str
    state: str
    why: str


@dataclasses.dataclass(frozen=True)
class CallList:
    """Whom to telephone before a session."""

    heading: Heading
    callees: tuple[Callee, ...]
