"""Why an entry of a device waits for somebody to look at it, or is refused."""

from lakou.kernel.problems import RuleBroken


class MarkedOtherwise(RuleBroken):
    """Raised when somebody else said something else of the same person meanwhile: what stands is left, both are shown."""

    slug = "marked-otherwise"
    title = "Deux réponses pour la même personne"
    text = "Quelqu’un a noté autre chose entre-temps. Choisissez la bonne réponse."


class CountedMeanwhile(RuleBroken):
    """Raised when the heads of a session were counted anew by hand since the device had its list."""

    slug = "counted-meanwhile"
    title = "Les personnes sans nom ont été comptées entre-temps"
    text = "Dites si celles-ci sont en plus, ou déjà comptées."


class SameName(RuleBroken):
    """Raised when another entry of the same session has the same typed name."""

    slug = "same-name"
    title = "Ce nom a été ajouté deux fois"
    text = "Un autre appareil a ajouté le même nom à cette séance. Dites si c’est une autre personne."


class WrongClock(RuleBroken):
    """Raised when the clock of the device was so wrong that nobody can say when it was."""

    slug = "wrong-clock"
    title = "L’heure de l’appareil était fausse"
    text = "Nous ne savons pas quand cela a été noté. Gardez l’entrée si elle est juste."


class NotYourNotebook(RuleBroken):
    """Raised when somebody sends what another person recorded on the same device."""

    slug = "not-your-notebook"
    title = "Ce carnet est à quelqu’un d’autre"
    text = "La personne qui a écrit ces entrées doit entrer avec son compte pour les envoyer."


class AlreadySettled(RuleBroken):
    """Raised when an entry was settled meanwhile."""

    slug = "already-settled"
    title = "C’est déjà réglé"
    text = "Quelqu’un a traité cette entrée. Rechargez la page."


class CannotSettleSo(RuleBroken):
    """Raised when what is asked does not go with this kind of entry."""

    slug = "cannot-settle-so"
    title = "Cette réponse ne va pas avec cette entrée"
    text = "Choisissez une autre réponse sur la page « À vérifier »."
