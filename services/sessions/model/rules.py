"""The rules of sessions, by the name they are broken under."""

from lakou.kernel.problems import InvalidInput, NotAllowed, NotFound, RuleBroken


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


class OneAtATime(RuleBroken):
    """Raised when an appointment would have more than one seat."""

    slug = "one-at-a-time"
    title = "Un rendez-vous est pour une personne"
    text = "Pour plusieurs personnes, planifiez une séance d’atelier."


class NobodyNameless(RuleBroken):
    """Raised when heads without a name are counted at an appointment: it was made with somebody."""

    slug = "nobody-nameless"
    title = "Un rendez-vous est pris avec quelqu’un"
    text = "Choisissez sa fiche. Pour une personne qui ne donne pas son nom, notez une aide rapide."


class GivenAtAppointment(RuleBroken):
    """Raised when the day, the place or the person of a support given at an appointment is changed, or it is taken back."""

    slug = "given-at-appointment"
    title = "Cette aide vient d’un rendez-vous"
    text = "Corrigez la feuille du rendez-vous : l’aide suit."


class MovedIntoPast(RuleBroken):
    """Raised when a session that lies ahead would be moved to a moment that is over: people were told, and could not come."""

    slug = "moved-into-past"
    title = "Cette date est déjà passée"
    text = "Choisissez un moment à venir, ou annulez la séance."


class StartsInThePast(RuleBroken):
    """Raised when dates that come again begin in the past."""

    slug = "starts-in-the-past"
    title = "Cette série commence dans le passé"
    text = "Faites-la commencer aujourd’hui ou plus tard. Une séance déjà tenue se note seule."


class TooManySessions(RuleBroken):
    """Raised when a rule gives more sessions than one may plan at once; `most` says how many."""

    slug = "too-many-sessions"
    title = "Cela fait trop de séances"
    text = "Choisissez une date de fin plus proche."


class NoSessionAtAll(RuleBroken):
    """Raised when a rule gives no session, or holidays and exceptions take them all."""

    slug = "no-session-at-all"
    title = "Cette règle ne donne aucune séance"
    text = "Vérifiez le jour, la fin et les jours fériés."


class ScheduleConflict(RuleBroken):
    """Raised when a helper or a venue is taken then, or a helper is away; `conflicts` lists them.

    It is no error but a question: the same thing confirmed is planned all the same.
    """

    slug = "schedule-conflict"
    title = "Il y a déjà quelque chose à ce moment"
    text = "Changez l’heure, le lieu ou l’aidant, ou confirmez que c’est voulu."


class NotYourSession(NotAllowed):
    """Raised when a helper changes a session that others hold (403)."""

    slug = "not-your-session"
    title = "Cette séance est tenue par quelqu’un d’autre"
    text = "Demandez à la personne qui la tient, ou à votre coordinatrice."


class NotYourCalendar(NotAllowed):
    """Raised when somebody takes back the calendar link of another account (403)."""

    slug = "not-your-calendar"
    title = "Ce lien n’est pas le vôtre"
    text = "Seule la personne qui l’a créé, ou la coordination, peut le retirer."


class NotForBeneficiaries(RuleBroken):
    """Raised when a person would take a seat among helpers in training, or partners in a meeting."""

    slug = "not-for-beneficiaries"
    title = "Cette séance n’est pas pour les bénéficiaires"
    text = "Une formation a ses aidants, une réunion a son bilan : ouvrez sa feuille."


class NotThatKind(RuleBroken):
    """Raised when a training list or a report of coordination is given for another kind of session."""

    slug = "not-that-kind"
    title = "Cette séance est d’un autre genre"
    text = "Une formation d’aidants a une liste d’aidants, une réunion a un bilan, un atelier a son appel."


class NoOffer(RuleBroken):
    """Raised when a seat is accepted that was not offered, or no longer is."""

    slug = "no-offer"
    title = "Aucune place ne lui est proposée"
    text = "La proposition a pris fin ou n’a pas été faite. Regardez la liste d’attente."


class NotCancelled(RuleBroken):
    """Raised when a session is put back that was not called off, or whose day is over."""

    slug = "not-cancelled"
    title = "Cette séance ne peut pas être rétablie"
    text = "Seule une séance annulée et encore à venir peut l’être. Sinon, créez-en une autre."


class AccountTaken(RuleBroken):
    """Raised when an account is said to be two helpers."""

    slug = "account-taken"
    title = "Ce compte est déjà celui d’un autre aidant"
    text = "Détachez-le d’abord de l’autre fiche."


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
