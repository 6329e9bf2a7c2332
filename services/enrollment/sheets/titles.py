"""Which field a column holds, from its French title."""

import functools
import re

from rapidfuzz import fuzz, process

from lakou.contracts.labels import Vocabulary
from services.enrollment.sheets.names import normalise, words


class Field(Vocabulary):
    """What a column of a sign-up sheet may hold."""

    FAMILY_NAME = "family_name", "Nom de famille"
    GIVEN_NAME = "given_name", "Prénom"
    FULL_NAME = "full_name", "Nom et prénom ensemble"
    GENDER = "gender", "Civilité ou genre"
    BIRTH_DATE = "birth_date", "Date ou année de naissance"
    BIRTH_YEAR = "birth_year", "Année de naissance"
    COMMUNE = "commune", "Commune"
    POSTAL_CODE = "postal_code", "Code postal"
    INSEE = "insee", "Code INSEE"
    PHONE = "phone", "Téléphone"
    EMAIL = "email", "E-mail"
    RSA = "rsa", "RSA"
    SOCIAL_STATUS = "social_status", "Statut social"
    REFERRER = "referrer", "Orientée par"
    LEVEL = "level", "Niveau (gardé en note)"
    CONSENT_FOLLOW_UP = "consent_follow_up", "Accord pour le suivi"
    NOTES = "notes", "Remarques"
    IGNORE = "ignore", "Ne pas reprendre"


_TITLES = {
    Field.FAMILY_NAME: "nom|noms|nom famille|nom naissance|nom usage|nom usuel|nom beneficiaire|nom participant|patronyme"
    "|nom marital|nom epouse|nom participante|nom stagiaire|nom apprenant|nom personne",
    Field.GIVEN_NAME: "prenom|prenoms|prenom usuel|prenom usage|prenom beneficiaire|prenom participant"
    "|prenom participante|prenom stagiaire|prenom apprenant|prenom personne",
    Field.FULL_NAME: "nom prenom|nom prenoms|noms prenoms|prenom nom|prenoms nom|nom complet|identite|beneficiaire|beneficiaires"
    "|participant|participante|participants|stagiaire|stagiaires|apprenant|apprenante|personne|personnes|usager|usagers",
    Field.GENDER: "civilite|civ|genre|sexe|mme m|m mme|f h|h f|f m",
    Field.BIRTH_DATE: "ne|nee|ne nee|date naissance|date naiss|naissance|ddn|dnaiss|date n|d naissance|jour naissance",
    Field.BIRTH_YEAR: "annee naissance|annee naiss|an naissance|annee",
    Field.COMMUNE: "commune|ville|commune nom|nom commune|commune residence|ville residence|residence|lieu residence"
    "|commune habitation|commune domicile|localite|habite|lieu habitation|lieu vie|domicile|ville cp|cp ville|commune cp"
    "|cp commune|code postal ville|ville code postal|code postal et commune|adresse|adresse postale|adresse complete",
    Field.POSTAL_CODE: "code postal|cp|c p|commune code postal|code postal commune|code post",
    Field.INSEE: "code insee|insee|commune code insee|code commune|code insee commune|commune insee",
    Field.PHONE: "tel portable|telephone portable|portable|tel|telephone|telephones|tel mobile|telephone mobile|mobile|gsm"
    "|contact telephonique|whatsapp|port|tph|tel fixe|telephone fixe|fixe",
    Field.EMAIL: "mail|email|mel|courriel|adresse mail|adresse email|adresse electronique|courrier electronique|adresse courriel",
    Field.RSA: "rsa|beneficiaire rsa|allocataire rsa|rsa oui non|brsa|percoit rsa|au rsa|benef rsa|rsa o"
    "|touche rsa|droit rsa|droits rsa",
    Field.SOCIAL_STATUS: "statut|statut social|situation professionnelle|situation|situation emploi|statut professionnel",
    Field.REFERRER: "orientee par|oriente par|orientation|orientee|prescripteur|prescriptrice|adressee par|adresse par"
    "|envoyee par|envoye par|structure orientation|organisme orienteur|orienteur|comment connu"
    "|structure prescriptrice|provenance|origine|origine demande|partenaire orienteur|partenaire prescripteur|prescrit par"
    "|prescrite par",
    Field.LEVEL: "niveau|niveau numerique|niv|niveau depart|niveau entree|autonomie|niveau autonomie|niveau informatique",
    Field.CONSENT_FOLLOW_UP: "accord ecrit|accord|accord signe|consentement|consentement ecrit|autorisation|rgpd|consentement rgpd"
    "|accord suivi|consentement suivi|accord rgpd",
    Field.NOTES: "remarques|remarque|observations|observation|obs|notes|note|commentaires|commentaire|notes supplementaires|divers"
    "|infos|precisions|observations diverses|autres informations|informations complementaires|savoir",
}
_FIELDS = {title: field for field, titles in _TITLES.items() for title in titles.split("|")}
_LINK_WORDS = words("de du des d la le les l un une votre vos son sa n no num numero e s et ou en a")
_ASIDE = re.compile(r"\([^)]*\)")
_BETWEEN = re.compile(r"/|&|\+|,|\bou\b|\bet\b", re.IGNORECASE)
_CLOSE_ENOUGH = 86
_LONGEST_TITLE = 60


@functools.lru_cache(maxsize=4096)
def field_of_title(title: str) -> Field | None:
    """The field of an exact title, whatever its accents, case, abbreviations and link words; None when it is not one."""
    if len(title) > _LONGEST_TITLE:
        return None
    return _FIELDS.get(_key(title)) or _FIELDS.get(_key(_ASIDE.sub(" ", title))) or _of_parts(title)


def _of_parts(title: str) -> Field | None:
    """`Tél. / Mobile` says the same thing twice."""
    said = {_FIELDS.get(_key(part)) for part in _BETWEEN.split(_ASIDE.sub(" ", title))}
    return said.pop() if len(said) == 1 else None


@functools.lru_cache(maxsize=4096)
def likely_field(title: str) -> Field | None:
    """The field of a title with a typing mistake; None when none is close."""
    key = _key(_ASIDE.sub(" ", title))
    if not 4 <= len(key) <= _LONGEST_TITLE:
        return None
    candidates = [known for known in _FIELDS if len(known) >= 4]
    close = process.extractOne(key, candidates, scorer=fuzz.ratio, score_cutoff=_CLOSE_ENOUGH)
    return _FIELDS[close[0]] if close else None


def _key(title: str) -> str:
    """Without link words, nor the number of `Téléphone 2`."""
    return " ".join(word for word in normalise(title).split() if word not in _LINK_WORDS and not word.isdecimal())
