"""Short answers: yes or no, Mme or M., who sent her, an e-mail address."""

import re

from lakou.contracts.vocabulary import Gender, ReferrerKind, SocialStatus
from services.enrollment.sheets.names import normalise, words

_YES = words("oui o ok x xx vrai true 1 yes y v rsa beneficiaire beneficiaires allocataire") | {"d accord"}
_NO = words("non n faux false 0 no refus aucun")
_TICKS, _CROSSED_OUT = frozenset("✓✔☑☒✅"), frozenset("☐✗✘❌")

_FEMININ = words("mme madame mlle mademoiselle f fem feminin feminine femme female fille")
_MASCULIN = words("m mr monsieur h masc masculin homme male garcon")
_NOT_SAID = frozenset(("non communique", "autre", "x", "non binaire", "mx", "ne souhaite pas repondre"))

_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}", re.ASCII)
_LONGEST_ADDRESS = 254

_REFERRERS = (  # the first whose word or words are found; whole words only
    (ReferrerKind.FRANCE_TRAVAIL, "pole emploi|france travail|pe|ft|anpe"),
    (ReferrerKind.MISSION_LOCALE, "mission locale|missions locales|milo|milca"),
    (ReferrerKind.CAISSE_CENTRALE_ACTIVITES_SOCIALES, "caisse centrale|ccas edf|ccas energie|cmcas|activites sociales"),
    (ReferrerKind.CCAS, "ccas|cias|centre communal"),
    (ReferrerKind.CGSS, "cgss|css|secu|securite sociale|assurance maladie|ameli"),
    (ReferrerKind.CAF, "caf|allocations familiales"),
    (ReferrerKind.PREFECTURE, "prefecture|sous prefecture|deets"),
    (ReferrerKind.MUTUELLE, "mutuelle|mutuelles|mgen|mgpa|mutualite"),
    (ReferrerKind.SERVICE_SOCIAL, "service social|services sociaux|assistante sociale|assistant social|as|mds|travailleur social"),
    (ReferrerKind.COLLECTIVITE, "ctm|ctg|cd971|departement|conseil departemental|collectivite|com|region|mairie|ville|dsl"),
    (ReferrerKind.BOUCHE_A_OREILLE, "bouche a oreille|amie|ami|amis|voisine|voisin|famille|soeur|connaissance"),
    (ReferrerKind.SPONTANEE, "spontanee|spontane|spontanement|elle meme|lui meme|seule|passage|de passage"),
    (ReferrerKind.ASSOCIATION, "association|asso|associations|secours catholique|croix rouge|restos du coeur"),
    (ReferrerKind.AUTRE, "autre|autres"),
)

_STATUSES = (
    (
        SocialStatus.SANS_EMPLOI,
        "sans emploi|demandeur emploi|demandeuse emploi|demandeur d emploi|demandeuse d emploi|chomage|au chomage|chomeur|chomeuse"
        "|inactif|inactive|recherche emploi|en recherche d emploi|au foyer|mere au foyer|sans profession",
    ),
    (
        SocialStatus.EN_EMPLOI,
        "en emploi|salarie|salariee|en poste|independant|independante|travaille|cdi|cdd|fonctionnaire|artisan|commercant",
    ),
    (SocialStatus.SCOLARISE, "scolarise|scolarisee|etudiant|etudiante|lyceen|lyceenne|eleve"),
    (SocialStatus.RETRAITE, "retraite|retraitee|pensionne|pensionnee|a la retraite"),
    (SocialStatus.NON_COMMUNIQUE, "non communique ou heterogene|non communique|heterogene|autre"),
)


def read_yes_no(text: str) -> bool | None:
    """True or False; None when the cell is empty, which is: not asked. Raises ValueError when it is neither."""
    if not text:
        return None
    if text in _TICKS:
        return True
    if text in _CROSSED_OUT:
        return False
    said = normalise(text)
    if said in _YES or said.startswith("oui "):
        return True
    if said in _NO or said.startswith("non "):
        return False
    raise ValueError("Répondez par « oui » ou « non », ou laissez la case vide.")


def read_gender(text: str) -> Gender:
    """From a Civilité or a Genre. Raises ValueError."""
    said = normalise(text)
    if said in _FEMININ:
        return Gender.FEMININ
    if said in _MASCULIN:
        return Gender.MASCULIN
    if not said or said in _NOT_SAID:
        return Gender.NON_COMMUNIQUE
    raise ValueError("Écrivez « Mme » ou « M. », ou laissez la case vide.")


def read_social_status(text: str) -> SocialStatus:
    """As La Coop says it, and a few words of people. Raises ValueError."""
    said = normalise(text)
    if not said:
        return SocialStatus.NON_COMMUNIQUE
    for status, names in _STATUSES:
        if said in names.split("|"):
            return status
    raise ValueError("Écrivez « Sans emploi », « En emploi », « Scolarisé » ou « Retraité », ou laissez la case vide.")


def read_email(text: str) -> str | None:
    """An address in lower case, None when there is none. Raises ValueError when it is not well formed."""
    address = text.removeprefix("mailto:").replace(" ", "").lower()
    if not address or normalise(text) in _NO:
        return None
    local = address.split("@", 1)[0]
    dotted = ".." in local or local.startswith(".") or local.endswith(".")
    if len(address) > _LONGEST_ADDRESS or dotted or not _ADDRESS.fullmatch(address):
        raise ValueError("Cette adresse n’est pas complète : écrivez-la comme prenom.nom@exemple.fr.")
    return address


def read_referrer(text: str) -> tuple[ReferrerKind | None, str]:
    """Who sent her, and what the cell says beyond that, to be kept as a note."""
    said = normalise(text)
    if not said:
        return None, ""
    for kind, names in _REFERRERS:
        found = next((each for each in names.split("|") if f" {each} " in f" {said} "), None)
        if found is not None:
            return kind, "" if found == said else text
    return ReferrerKind.AUTRE, text
