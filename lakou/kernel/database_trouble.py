"""When it is the database that cannot, not what it was asked: nothing is lost, nothing is parked, one waits and says what to do."""

from typing import Any

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from lakou.kernel.problems import Unavailable

READ_ONLY_STATES = ("25006",)
FULL_STATES = ("53100",)


class StorageFull(Unavailable):
    """Raised when the disk holds no more."""

    slug = "storage-full"
    title = "Le disque est plein"
    text = (
        "Rien n’a été enregistré, et rien de ce qui l’était n’est perdu. Notez-le sur papier, et prévenez la personne qui "
        "s’occupe de la machine : dès qu’elle aura libéré de la place, recommencez."
    )


class ReadOnly(Unavailable):
    """Raised when the database can be read and not written: it was told so, or another one took its place."""

    slug = "read-only"
    title = "On peut lire, pas écrire"
    text = (
        "La base de données ne prend rien de nouveau pour l’instant : rien n’a été enregistré. Prévenez la personne qui "
        "s’occupe de la machine, et recommencez ensuite."
    )


def is_trouble(error: BaseException) -> bool:
    """Whether the same statement may succeed later, without any change to the program or to what it was given."""
    if isinstance(error, OperationalError | InterfaceError | PoolExhausted | Unavailable):
        return True
    return isinstance(error, DBAPIError) and (error.connection_invalidated or _state(error) in READ_ONLY_STATES)


def problem(error: BaseException) -> Unavailable:
    """What the person who asked is told."""
    if isinstance(error, Unavailable):
        return error
    said = str(getattr(error, "orig", "")).lower()
    if _state(error) in FULL_STATES or "disk is full" in said or "no space left" in said:
        return StorageFull()
    if _state(error) in READ_ONLY_STATES or "readonly database" in said:
        return ReadOnly()
    return Unavailable()


def _state(error: Any) -> str:
    """The SQLSTATE that PostgreSQL gave; SQLite has none."""
    return str(getattr(getattr(error, "orig", None), "pgcode", None) or "")
