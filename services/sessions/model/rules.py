"""The rules of sessions, by the name they are broken under."""

from lakou.kernel.problems import InvalidInput, NotFound, RuleBroken


class UnknownBeneficiary(NotFound):
    """Raised when no file with this id is known here (404)."""

    slug = "unknown-beneficiary"
    title = "Nous ne connaissons pas cette personne"
    text = "Cherchez-la dans les personnes, ou inscrivez-la d’abord."


class AlreadySeated(RuleBroken):
    """Raised when the person has a seat in the session already; `seat` is its id."""

    slug = "already-seated"
    title = "Cette personne est déjà sur la feuille"
    text = "Ouvrez la feuille de la séance pour changer sa place."


class SessionCancelled(RuleBroken):
    """Raised when the session was called off: its seats are frozen."""

    slug = "session-cancelled"
    title = "Cette séance est annulée"
    text = "Choisissez une autre séance."


class SessionWasHeld(RuleBroken):
    """Raised when people came: such a session is neither cancelled nor put off."""

    slug = "session-was-held"
    title = "Cette séance a eu lieu"
    text = "Des personnes y sont venues. Corrigez d’abord l’appel si c’est une erreur."


class TooEarly(RuleBroken):
    """Raised when attendance is recorded more than two hours before the start; `opens_at` says from when."""

    slug = "too-early"
    title = "C’est trop tôt pour l’appel"
    text = "L’appel s’ouvre deux heures avant la séance. D’ici là, une personne qui ne vient pas se désiste."


class StillWaiting(RuleBroken):
    """Raised when somebody on the waiting list is marked absent: no seat was kept for her."""

    slug = "still-waiting"
    title = "Cette personne attend une place"
    text = "Notez-la présente si elle est venue, ou retirez-la de la liste d’attente."


class NotOnTheSheet(RuleBroken):
    """Raised when a person who gave up her seat is marked: she must take a seat again."""

    slug = "not-on-the-sheet"
    title = "Cette personne s’est désistée"
    text = "Ajoutez-la de nouveau à la séance, puis notez-la."


class AlreadyMarked(RuleBroken):
    """Raised when a seat is given up after attendance was recorded, or after the start."""

    slug = "already-marked"
    title = "Il est trop tard pour se désister"
    text = "La séance a commencé ou l’appel est fait : notez plutôt « Excusé » ou « Absent »."


class CapacityTooSmall(RuleBroken):
    """Raised when the seats would be fewer than those taken; `taken` says how many."""

    slug = "capacity-too-small"
    title = "Il y a plus de places prises"
    text = "Gardez au moins autant de places qu’il y a d’inscrits."


class SupportWithdrawn(RuleBroken):
    """Raised when an entry that was taken back is corrected."""

    slug = "support-withdrawn"
    title = "Cette aide a été retirée"
    text = "Notez-la de nouveau si elle a bien été donnée."


class NothingAttended(RuleBroken):
    """Raised when a certificate would attest nothing."""

    slug = "nothing-attended"
    title = "Il n’y a rien à attester"
    text = "Aucune présence notée dans cette période. Choisissez d’autres dates, ou faites d’abord l’appel."


class PastFileRefused(InvalidInput):
    """Raised when no line of a file of activities can be read; the sentence says what to do with the file."""

    title = "Ce fichier ne peut pas être repris"

    def __init__(self, slug: str, sentence: str) -> None:
        super().__init__({"file": sentence}, sentence)
        self.reason = slug
        self.facts["reason"] = slug


class PastImportNotReady(RuleBroken):
    """Raised when the import is not at the stage this act needs."""

    slug = "import-not-ready"
    title = "Cet import n’en est pas là"
    text = "Rouvrez la page de l’import pour voir où il en est."


class PastImportTouched(RuleBroken):
    """Raised when somebody has worked with acts of the import; `touched` says how many."""

    slug = "import-touched"
    title = "Cet import ne peut plus être annulé"


class PastLineSettled(RuleBroken):
    """Raised when the line waits for no decision."""

    slug = "line-settled"
    title = "Cette ligne est déjà réglée"
    text = "Corrigez l’activité elle-même si elle est fausse."
