"""What the pages say of codes, in French."""

from collections.abc import Mapping

from lakou.contracts import territories
from lakou.contracts.labels import Vocabulary
from lakou.contracts.vocabulary import (
    ConsentPurpose,
    ContactChannel,
    EnrollmentStage,
    Gender,
    Language,
    OrganizationKind,
    ReferralState,
    ReferrerKind,
    RsaStatus,
    SocialStatus,
)
from services.enrollment.sheets.names import normalise

NOT_ASKED = ("", "Pas demandé")
PARTNERS = {
    "caf": "à la CAF",
    "cgss": "à la CGSS",
    "france_travail": "à France Travail",
    "mutuelle": "à sa mutuelle",
    "ccas": "au CCAS",
    "mission_locale": "à la mission locale",
    "service_social": "au service social",
    "prefecture": "à la préfecture",
}
REGISTERED_PURPOSES = ("follow_up", "messages", "statistics", "sharing:caf")

STAGE_TAGS = {
    EnrollmentStage.APPLIED: ("mute", "file"),
    EnrollmentStage.WAITLISTED: ("warn", "wait"),
    EnrollmentStage.ENROLLED: ("mute", "cal"),
    EnrollmentStage.ACTIVE: ("", "path"),
    EnrollmentStage.COMPLETED: ("ok", "check"),
    EnrollmentStage.WITHDRAWN: ("bad", "out"),
    EnrollmentStage.DENIED: ("bad", "cross"),
}


REFERRAL_TAGS = {
    ReferralState.RECEIVED: ("warn", "phone"),
    ReferralState.CONTACTED: ("", "clock"),
    ReferralState.SENT: ("", "out"),
    ReferralState.ACCEPTED: ("ok", "check"),
    ReferralState.DONE: ("ok", "check"),
    ReferralState.DECLINED: ("mute", "cross"),
    ReferralState.EXPIRED: ("mute", "clock"),
}


def referral_tag(state: str) -> tuple[str, str, str]:
    """Tone, sign and word of where a referral stands."""
    found = ReferralState(state)
    return (*REFERRAL_TAGS[found], found.label)


def stage_tag(stage: str) -> tuple[str, str, str]:
    """Tone, sign and word of a stage."""
    found = EnrollmentStage(stage)
    return (*STAGE_TAGS[found], found.label)


def options(vocabulary: type[Vocabulary], *, empty: str | None = None) -> list[tuple[str, str]]:
    """The choices of a list."""
    first = [] if empty is None else [("", empty)]
    return first + [(each.value, each.label) for each in vocabulary]


PERSON_OPTIONS = {
    "genders": [(Gender.FEMININ.value, "Femme"), (Gender.MASCULIN.value, "Homme"), (Gender.NON_COMMUNIQUE.value, "Non communiqué")],
    "languages": options(Language),
    "channels": [
        (ContactChannel.SMS.value, "Un SMS"),
        (ContactChannel.APPEL.value, "Un appel"),
        (ContactChannel.WHATSAPP.value, "WhatsApp"),
        (ContactChannel.EMAIL.value, "Un e-mail"),
        (ContactChannel.LETTRE.value, "Une lettre"),
    ],
    "statuses": [
        (SocialStatus.NON_COMMUNIQUE.value, "Non communiqué"),
        *((each.value, each.label) for each in SocialStatus if each is not SocialStatus.NON_COMMUNIQUE),
    ],
    "referrers": options(ReferrerKind, empty="Non communiqué"),
    "rsa": [(RsaStatus.OUI.value, "Oui"), (RsaStatus.NON.value, "Non"), (RsaStatus.NON_COMMUNIQUE.value, "Non communiqué")],
    "answers": [NOT_ASKED, ("true", "Oui"), ("false", "Non")],
}


def found_said(count: int, *, more: bool) -> str:
    """How many a search found, for the list that follows what one types; `more` when they are on several pages."""
    if not count:
        return "Personne ne répond à cette recherche"
    return f"{count} personnes sur cette page" if more else f"{count} personne{'s' if count > 1 else ''}"


def purpose_label(purpose: str, names: Mapping[str, str]) -> str:
    """What she says yes or no to; `names` are those of the directory, by code."""
    if purpose.startswith("sharing:"):
        return f"Dire {to_partner(purpose.removeprefix('sharing:'), names)} si elle est venue"
    return {
        ConsentPurpose.FOLLOW_UP: "Garder sa fiche pour l’accompagner",
        ConsentPurpose.MESSAGES: "Lui envoyer des rappels",
        ConsentPurpose.STATISTICS: "Compter sa venue dans les statistiques, sans son nom",
    }[ConsentPurpose(purpose)]


def to_partner(code: str, names: Mapping[str, str]) -> str:
    """As one says to whom: « à la CAF »; of a partner that has a code of its own, its name in the directory."""
    if code in PARTNERS:
        return PARTNERS[code]
    kinds = {each.value: each.label for each in OrganizationKind}
    return f"à « {names.get(code) or kinds.get(code, code)} »"


MEANINGS = {
    ConsentPurpose.FOLLOW_UP: "Nous gardons son nom, comment la joindre, ses venues et nos notes, pour l’accompagner d’une fois à "
    "l’autre. Sans cet accord, elle peut venir aux séances sans donner son nom.",
    ConsentPurpose.MESSAGES: "Nous lui rappelons ses séances par SMS, appel, e-mail ou lettre. Sans cet accord, rien ne lui est "
    "envoyé, pas même l’annulation d’une séance.",
    ConsentPurpose.STATISTICS: "Sa venue est comptée sous un code, sans son nom, pour dire combien de personnes sont aidées et de "
    "quel âge. Si elle dit non, sa venue compte sans aucun code, et le hub ne sait rien d’elle.",
}
_SHARING = "Ce partenaire saura si elle est venue et où elle en est, rien d’autre. Sans cet accord, il ne voit rien."


def meaning(purpose: str) -> str:
    """What a purpose means, in plain words."""
    return _SHARING if purpose.startswith("sharing:") else MEANINGS[ConsentPurpose(purpose)]


def commune_name(insee: str) -> str:
    """The commune as it is said; its code when it is not one of ours."""
    known = territories.commune(insee)
    return known.name if known else f"commune {insee}"


def commune_labels(home: str) -> dict[str, str]:
    """Label to INSEE code, those of the node's own territory (its code) first and by their name alone."""
    ordered = sorted(territories.communes(), key=lambda each: (each.territory.code != home, normalise(each.name)))
    labels = {}
    for each in ordered:
        aside = "" if each.territory.code == home else f" ({each.territory.label})"
        labels[f"{each.name}{aside}"] = each.insee
    return labels
