"""The texts: ours, or what the association wrote in their place."""

import dataclasses
from collections.abc import Callable

from lakou.contracts.vocabulary import Language
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from services.notifications import storage, texts
from services.notifications.model import EditedText, TextKind


@dataclasses.dataclass(frozen=True)
class CurrentText:
    """The text of a kind in a language. `edited`: the association wrote it; revision 0 is ours."""

    kind: TextKind
    language: Language
    text: str
    revision: int
    edited: bool


def current_text(db: Db, kind: TextKind, language: Language) -> CurrentText:
    """What is sent now for this kind and language (one of `texts.LANGUAGES`)."""
    ours, edited = texts.OURS[kind, language], storage.edited_text(db, kind, language.value)
    if edited is None:
        return CurrentText(kind, language, ours, 0, False)
    return CurrentText(kind, language, edited.text, edited.revision, edited.text != ours)


def text_for(db: Db, kind: TextKind, language: str) -> tuple[Language, str]:
    """The language and text for a person who speaks `language`; French when we have nothing in hers."""
    spoken = texts.spoken(language)
    return spoken, current_text(db, kind, spoken).text


def keep_text(
    context: ServiceContext, kind: TextKind, language: Language, text: str, *, check: Callable[[int], None] = lambda _: None
) -> tuple[CurrentText, str]:
    """Write a text in place of the current one, which is given back too. `check` may refuse by the current revision.

    Raises InvalidInput when it holds a placeholder that we cannot replace.
    """
    text = texts.checked(text)
    with context.database.transaction() as db:
        before = current_text(db, kind, language)
        check(before.revision)
        edited = storage.edited_text(db, kind, language.value)
        if edited is None:
            edited = EditedText(kind=kind.value, language=language.value)
            db.add(edited)
        edited.text, edited.revision, edited.changed_at = text, before.revision + 1, clock.now()
        db.flush()
        return current_text(db, kind, language), before.text
