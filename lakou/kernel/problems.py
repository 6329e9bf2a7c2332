"""Errors named after the broken rule, each with a French sentence that says what to do next.

Problem
├── InvalidInput      400, with one sentence per field
├── NotSignedIn       401
├── NotAllowed        403
├── NotFound          404
├── RuleBroken        409, the base of most rules of the services
├── StaleRevision     412
├── TooLarge          413
├── TooMany           429
└── Unavailable       503
"""

from collections.abc import Mapping
from typing import Any, ClassVar


class Problem(Exception):
    """Base of every error a person or a program may see. `facts` travel in the answer and hold no personal data."""

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "problem"
    title: ClassVar[str] = "Quelque chose n’a pas marché"
    text: ClassVar[str] = "Réessayez dans un moment."

    def __init__(self, text: str | None = None, **facts: Any) -> None:
        super().__init__(self.slug)
        self.sentence = text or self.text
        self.facts = facts

    def body(self) -> dict[str, Any]:
        """RFC 9457 problem details."""
        return {
            "type": f"urn:lakou:problem:{self.slug}",
            "title": self.title,
            "status": self.status,
            "detail": self.sentence,
            **self.facts,
        }


class InvalidInput(Problem):
    """Raised when fields are missing or wrong; `errors` maps a field to its sentence."""

    status = 400
    slug = "invalid-input"
    title = "Des réponses sont à reprendre"
    text = "Corrigez les champs indiqués. Rien de ce que vous avez écrit n’est perdu."

    def __init__(self, errors: Mapping[str, str], text: str | None = None) -> None:
        super().__init__(text, errors=dict(errors))
        self.errors = dict(errors)


class NotSignedIn(Problem):
    """Raised when nobody is signed in, or the token is not ours, or too old."""

    status = 401
    slug = "not-signed-in"
    title = "Entrez d’abord"
    text = "Entrez avec votre adresse et votre mot de passe, puis recommencez."


class NotAllowed(Problem):
    """Raised when the role of the person does not open this door."""

    status = 403
    slug = "not-allowed"
    title = "Cette page n’est pas pour ce compte"
    text = "Demandez à votre coordinatrice si vous en avez besoin."


class NotFound(Problem):
    """Raised when the thing does not exist, or is not to be seen."""

    status = 404
    slug = "not-found"
    title = "Nous ne trouvons pas cette page"
    text = "Vérifiez l’adresse, ou repartez de l’accueil."


class MethodNotAllowed(Problem):
    """Raised when the address exists but not for this verb."""

    status = 405
    slug = "method-not-allowed"
    title = "Cette action n’existe pas ici"
    text = "Repartez de la page précédente."


class RuleBroken(Problem):
    """Raised when a rule of the domain forbids what was asked."""

    status = 409
    slug = "rule-broken"
    title = "Ce n’est pas possible"


class StaleRevision(Problem):
    """Raised when somebody else changed the thing meanwhile."""

    status = 412
    slug = "stale-revision"
    title = "Quelqu’un a modifié cette fiche"
    text = "Relisez la fiche, puis refaites votre changement."


class TooLarge(Problem):
    """Raised when a request is larger than its limit."""

    status = 413
    slug = "too-large"
    title = "C’est trop lourd"
    text = "Envoyez un fichier plus petit."


class TooMany(Problem):
    """Raised when the same thing was tried too often."""

    status = 429
    slug = "too-many"
    title = "Trop d’essais"
    text = "Attendez un quart d’heure avant de réessayer."


class Unavailable(Problem):
    """Raised when the database cannot answer now; nothing was changed."""

    status = 503
    slug = "unavailable"
    title = "Lakou ne répond pas pour l’instant"
    text = "Rien n’a été enregistré. Réessayez dans une minute."
