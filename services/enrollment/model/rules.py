"""The rules of enrollment, by the name they are broken under."""

from lakou.kernel.problems import InvalidInput, RuleBroken


class PossibleDuplicate(RuleBroken):
    """Raised when files that look like this one exist; `candidates` shows them, all must be named in `distinct_from`."""

    slug = "possible-duplicate"
    title = "Est-ce la même personne ?"
    text = "Une fiche lui ressemble. Ouvrez-la, ou dites que c’est une autre personne avec distinct_from."


class FileMerged(RuleBroken):
    """Raised when a file that was merged is to be changed; `into` is the one that stands for both."""

    slug = "file-merged"
    title = "Cette fiche a été fusionnée"
    text = "Ouvrez la fiche qui la remplace, ou annulez d’abord la fusion."


class SameFile(RuleBroken):
    """Raised when a file is to be merged with itself."""

    slug = "same-file"
    title = "C’est déjà la même fiche"
    text = "Choisissez deux fiches différentes."


class MergeUndone(RuleBroken):
    """Raised when a merge that was undone is to be undone again."""

    slug = "merge-undone"
    title = "Cette fusion est déjà annulée"
    text = "Ouvrez les deux fiches : chacune est de nouveau à part."


class AlreadyEnrolled(RuleBroken):
    """Raised when the person is in this program already and has not left it; `enrollment` is its id."""

    slug = "already-enrolled"
    title = "Elle est déjà dans ce programme"
    text = "Ouvrez sa fiche pour faire avancer son parcours."


class TransitionNotAllowed(RuleBroken):
    """Raised when a stage cannot follow another; `allowed` lists those that can."""

    slug = "transition-not-allowed"
    title = "Cette étape ne peut pas suivre"


class ProgramFull(RuleBroken):
    """Raised when a program has no place left, and she waits already or had left."""

    slug = "program-full"
    title = "Plus de place dans ce programme"
    text = "Elle entrera d’elle-même quand une place se libère. Vous pouvez aussi agrandir le programme."


class AlreadyAssessed(RuleBroken):
    """Raised when this stage of this program was assessed; `assessment` is the id of that assessment."""

    slug = "already-assessed"
    title = "Cette évaluation est déjà faite"
    text = "Corrigez celle qui existe, ou notez une étape."


class ReferralMoveNotAllowed(RuleBroken):
    """Raised when a state of a referral cannot follow another; `allowed` lists those that can."""

    slug = "transition-not-allowed"
    title = "Cette étape ne peut pas suivre"


class ReferralKnown(RuleBroken):
    """Raised when this partner sent this person already and waits for an answer; `referral` is its id."""

    slug = "referral-known"
    title = "Vous avez déjà envoyé cette personne"
    text = "L’association a votre premier envoi. Ouvrez-le pour voir où il en est."


class ConsentMissing(RuleBroken):
    """Raised when she has not agreed to a `purpose`, as that a partner be told; `why` is `not_asked` or `refused`."""

    slug = "consent-missing"
    title = "Elle n’a pas donné son accord"
    text = "Demandez-lui d’abord si elle accepte que ce partenaire soit informé, et notez sa réponse dans sa fiche."


class OrganizationKnown(RuleBroken):
    """Raised when this organization is in the directory already; `organization` is its id."""

    slug = "organization-known"
    title = "Cet organisme est déjà dans l’annuaire"
    text = "Ouvrez sa ligne pour la corriger."


class CodeTaken(RuleBroken):
    """Raised when another program has this code."""

    slug = "code-taken"
    title = "Ce code est déjà pris"
    text = "Choisissez un autre code, ou ouvrez le programme qui le porte."


class ProgramIsCommon(RuleBroken):
    """Raised when a node would change what the hub shares out; `fields` names it."""

    slug = "program-is-common"
    title = "Ce programme est celui du hub"
    text = "Son nom, ses dates et son financeur se changent au hub. Ici, changez l’objectif et le budget."


class ImportTouched(RuleBroken):
    """Raised when somebody has worked with people of the import; `touched` says how many."""

    slug = "import-touched"
    title = "Cet import ne peut plus être annulé"


class ImportNotReady(RuleBroken):
    """Raised when the import is not at the stage this act needs."""

    slug = "import-not-ready"
    title = "Cet import n’en est pas là"
    text = "Rouvrez la page de l’import pour voir où il en est."


class LineSettled(RuleBroken):
    """Raised when the line waits for no decision."""

    slug = "line-settled"
    title = "Cette ligne est déjà réglée"
    text = "Ouvrez la fiche de la personne si elle est à corriger."


class SheetRefused(InvalidInput):
    """Raised when no line of the file can be read; the sentence says what to do with the file."""

    title = "Ce fichier ne peut pas être repris"

    def __init__(self, slug: str, sentence: str) -> None:
        super().__init__({"file": sentence}, sentence)
        self.reason = slug
        self.facts["reason"] = slug
