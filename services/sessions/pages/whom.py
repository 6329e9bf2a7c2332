"""Whom a form is about: somebody chosen already, a name that was typed, or nobody."""

import uuid

from lakou.kernel.problems import InvalidInput
from lakou.kernel.web.call import Call
from services.sessions.model import KnownPerson
from services.sessions.pages.views import an_id
from services.sessions.storage import people

NOBODY = "none"
MATCHES = 10


class ChoosePerson(InvalidInput):
    """Raised when the name fits nobody, or several: the page shows `found` to choose from."""

    def __init__(self, found: list[KnownPerson], *, nameless: bool = True) -> None:
        several = "Choisissez la personne dans la liste" + (
            ", ou «\N{NO-BREAK SPACE}sans nom\N{NO-BREAK SPACE}»." if nameless else "."
        )
        none = "Personne ne porte ce nom ici. Vérifiez-le, " + (
            "inscrivez la personne d’abord, ou laissez vide." if nameless else "ou inscrivez la personne d’abord."
        )
        super().__init__({"person": several if found else none})
        self.found = found


def whom(call: Call, name: str, chosen: str, *, nameless: bool = True) -> uuid.UUID | None:
    """The person meant: the one chosen, or nobody. A name alone is asked about first. Raises ChoosePerson.

    `nameless`: whether the form may be about somebody without a name.
    """
    if chosen == NOBODY:
        return None
    if chosen:
        person = an_id(chosen)
        if person is None:
            raise ChoosePerson([], nameless=nameless)
        return person
    if not name:
        return None
    with call.database.reading() as db:
        found = people.search(db, name, MATCHES)
    raise ChoosePerson(found, nameless=nameless)
