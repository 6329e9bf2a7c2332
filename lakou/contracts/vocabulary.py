"""Every code list of the published language. Values are the national codes as they are (La Coop's), ours added beside them."""

import re

from lakou.contracts.coordination import CoordinationKind, CoordinationNature, CoordinationScale, natures_of
from lakou.contracts.labels import Vocabulary
from lakou.contracts.paths import (
    AssessmentStage,
    Attention,
    LeavingReason,
    OrganizationKind,
    PixDomain,
    ReferralDirection,
    ReferralState,
    RefusalReason,
    Situation,
)
from lakou.contracts.people import (
    AgeBracket,
    Autonomy,
    Gender,
    Language,
    ReferrerKind,
    RsaStatus,
    SocialStatus,
    age_bracket,
    exact_age,
)
from lakou.contracts.themes import Theme, ThemeGateMissing, check_themes

__all__ = [
    "ActivityKind",
    "AgeBracket",
    "AssessmentStage",
    "AttendanceStatus",
    "Attention",
    "Autonomy",
    "Connectivity",
    "ConsentChannel",
    "ConsentPurpose",
    "ContactChannel",
    "CoordinationKind",
    "CoordinationNature",
    "CoordinationScale",
    "EnrollmentStage",
    "Equipment",
    "Gender",
    "Language",
    "LeavingReason",
    "OrganizationKind",
    "PixDomain",
    "PlaceType",
    "ProgramKind",
    "Redirection",
    "ReferralDirection",
    "ReferralState",
    "ReferrerKind",
    "RefusalReason",
    "Role",
    "RsaStatus",
    "SeatState",
    "Situation",
    "SocialStatus",
    "Theme",
    "ThemeGateMissing",
    "Vocabulary",
    "WorkshopLevel",
    "WorkshopSessionState",
    "age_bracket",
    "check_themes",
    "exact_age",
    "is_purpose",
    "natures_of",
]


class ActivityKind(Vocabulary):
    """Type d’activité: the two national ones, then what the hub does for helpers and structures (ours)."""

    INDIVIDUEL = "individuel", "Accompagnement individuel"
    COLLECTIF = "collectif", "Atelier collectif"
    FORMATION_AIDANTS = "formation_aidants", "Formation d’aidants numériques"
    APPUI_STRUCTURE = "appui_structure", "Appui à une structure"
    COORDINATION = "coordination", "Coordination"


class PlaceType(Vocabulary):
    """Type de lieu."""

    LIEU_ACTIVITE = "lieu_activite", "Lieu d’activité"
    DOMICILE = "domicile", "À domicile"
    A_DISTANCE = "a_distance", "À distance"
    AUTRE = "autre", "Autre lieu"


class Equipment(Vocabulary):
    """Matériel."""

    ORDINATEUR = "ordinateur", "Ordinateur"
    TELEPHONE = "telephone", "Téléphone"
    TABLETTE = "tablette", "Tablette"
    AUTRE = "autre", "Autre"
    AUCUN = "aucun", "Pas de matériel"


class Connectivity(Vocabulary):
    """What network there is at a place, the least first."""

    AUCUNE = "aucune", "Aucun réseau"
    RESEAU_2G = "reseau_2g", "2G : appels et SMS"
    RESEAU_3G = "reseau_3g", "3G"
    RESEAU_4G = "reseau_4g", "4G ou 5G"
    SATELLITE = "satellite", "Satellite"
    ADSL = "adsl", "ADSL"
    FIBRE = "fibre", "Fibre"


class Redirection(Vocabulary):
    """Structure de redirection: where somebody was sent after an individual act."""

    ADMINISTRATION = "administration", "Administration (mairie, préfecture…)"
    MEDIATION_NUMERIQUE = "mediation_numerique", "Autre structure de médiation numérique"
    OPERATEUR_OU_ORGANISME_EN_CHARGE = (
        "operateur_ou_organisme_en_charge",
        "Opérateur ou organisme en charge de la démarche administrative",
    )
    AIDE_SOCIALE = "aide_sociale", "Structure d’aide sociale (maison des solidarités, centre social…)"
    INSERTION_PROFESSIONNELLE = (
        "insertion_professionnelle",
        "Structure d’insertion professionnelle (France Travail, mission locale, chambre de commerce…)",
    )
    AIDE_AUX_DEMARCHES_ADMINISTRATIVES = (
        "aide_aux_demarches_administratives",
        "Structure d’aide aux démarches administratives (France Services…)",
    )
    AUTRE = "autre", "Autre"


class WorkshopLevel(Vocabulary):
    """Niveau d’atelier."""

    DEBUTANT = "debutant", "Débutant"
    INTERMEDIAIRE = "intermediaire", "Intermédiaire"
    AVANCE = "avance", "Avancé"


class WorkshopSessionState(Vocabulary):
    """Where a dated session stands."""

    PLANIFIEE = "planifiee", "Planifiée"
    TENUE = "tenue", "Tenue"
    ANNULEE = "annulee", "Annulée"


class SeatState(Vocabulary):
    """Where a person stands in a session, from the waiting list to the attendance. Only `present` is a contact."""

    LISTE_ATTENTE = "liste_attente", "Liste d’attente"
    OFFRE_EN_COURS = "offre_en_cours", "Place proposée"
    INSCRIT = "inscrit", "Inscrit"
    A_RENSEIGNER = "a_renseigner", "À renseigner"
    PRESENT = "present", "Présent"
    EXCUSE = "excuse", "Absent excusé"
    ABSENT = "absent", "Absent non excusé"
    ANNULE_SERVICE = "annule_service", "Annulé par le service"
    DESISTE = "desiste", "Désistement avant la séance"


class AttendanceStatus(Vocabulary):
    """What may be recorded for a seat; the same codes as in SeatState."""

    PRESENT = "present", "Présent"
    EXCUSE = "excuse", "Absent excusé"
    ABSENT = "absent", "Absent non excusé"


class ProgramKind(Vocabulary):
    """Whom a program is for."""

    BENEFICIARIES = "beneficiaries", "Bénéficiaires"
    HELPERS = "helpers", "Aidants numériques"
    STRUCTURES = "structures", "Structures"


class EnrollmentStage(Vocabulary):
    """Where an enrollment stands in its program."""

    APPLIED = "applied", "Candidature reçue"
    WAITLISTED = "waitlisted", "Liste d’attente"
    ENROLLED = "enrolled", "Inscription validée"
    ACTIVE = "active", "Parcours en cours"
    COMPLETED = "completed", "Parcours terminé"
    WITHDRAWN = "withdrawn", "Abandon"
    DENIED = "denied", "Candidature refusée"


class ConsentPurpose(Vocabulary):
    """What a person agrees to; sharing with one partner is `sharing:<partner code>`, see `is_purpose`."""

    FOLLOW_UP = "follow_up", "Suivi de l’accompagnement"
    STATISTICS = "statistics", "Statistiques"
    MESSAGES = "messages", "Rappels et messages"


_SHARING = re.compile(r"sharing:[a-z0-9]+(?:[-_][a-z0-9]+)*")
_LONGEST_PURPOSE = 70


def is_purpose(text: str) -> bool:
    """Whether this is a purpose of consent: one of ConsentPurpose, or `sharing:` and the code (a slug) of a partner."""
    known = text in ConsentPurpose._value2member_map_
    return known or (len(text) <= _LONGEST_PURPOSE and _SHARING.fullmatch(text) is not None)


class ConsentChannel(Vocabulary):
    """How a consent was given."""

    PAPER = "paper", "Sur papier"
    ORAL = "oral", "À l’oral"
    ONLINE = "online", "En ligne"
    SMS = "sms", "Par SMS"


class ContactChannel(Vocabulary):
    """How a person wishes to be told."""

    SMS = "sms", "SMS"
    APPEL = "appel", "Appel"
    WHATSAPP = "whatsapp", "WhatsApp"
    EMAIL = "email", "E-mail"
    LETTRE = "lettre", "Lettre"


class Role(Vocabulary):
    """What an account may do."""

    HELPER = "helper", "Aidant numérique"
    COORDINATOR = "coordinator", "Coordination"
    PARTNER = "partner", "Partenaire"
    ANALYST = "analyst", "Analyse"
    OPERATOR = "operator", "Exploitation"
