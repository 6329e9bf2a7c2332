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

    def __init__(self, found: list[KnownPerson]) -> None:
        several = "Choisissez la personne dans la liste, ou «\N{NO-BREAK SPACE}sans nom\N{NO-BREAK SPACE}»."
        none = "Personne ne porte ce nom ici. Vérifiez-le, inscrivez la personne d’abord, ou laissez vide."
        super().__init__({"person": several if found else none})
        self.found = found


def whom(call: Call, name: str, chosen: str) -> uuid.UUID | None:
    """The person meant: the one chosen, or nobody. A name alone is asked about first. Raises ChoosePerson."""
    if chosen == NOBODY:
        return None
    if chosen:
        person = an_id(chosen)
        if person is None:
            raise ChoosePerson([])
        return person
    if not name:
        return None
    with call.database.reading() as db:
        found = people.search(db, name, MATCHES)
    raise ChoosePerson(found)
