"""The codes of a way to autonomy: who sends, how it is answered, what is assessed, how it ends (no national list has them)."""

from lakou.contracts.labels import Vocabulary


class OrganizationKind(Vocabulary):
    """What a partner or a structure is. The codes of partners are those of ReferrerKind."""

    CAF = "caf", "CAF"
    CGSS = "cgss", "CGSS"
    FRANCE_TRAVAIL = "france_travail", "France Travail"
    MUTUELLE = "mutuelle", "Mutuelle sociale"
    PREFECTURE = "prefecture", "Préfecture"
    CCAS = "ccas", "CCAS"
    CAISSE_CENTRALE_ACTIVITES_SOCIALES = (
        "caisse_centrale_activites_sociales",
        "Caisse centrale d’activités sociales",
    )
    MISSION_LOCALE = "mission_locale", "Mission locale"
    SERVICE_SOCIAL = "service_social", "Service social"
    COLLECTIVITE = "collectivite", "Collectivité (CTM, CTG, département, COM, mairie)"
    ASSOCIATION = "association", "Association"
    ENTREPRISE = "entreprise", "Entreprise ou commerce"
    AUTRE = "autre", "Autre"


class ReferralDirection(Vocabulary):
    """Whether somebody sends her to us, or we send her to somebody."""

    IN = "in", "Reçue"
    OUT = "out", "Envoyée"


class ReferralState(Vocabulary):
    """Where a referral stands. `sent` and `done` are those of referrals out; the others of referrals in, or of both."""

    RECEIVED = "received", "À joindre"
    CONTACTED = "contacted", "Jointe"
    SENT = "sent", "Envoyée"
    ACCEPTED = "accepted", "Acceptée"
    DONE = "done", "Aboutie"
    DECLINED = "declined", "Refusée"
    EXPIRED = "expired", "Sans suite"


class RefusalReason(Vocabulary):
    """Why a referral comes to nothing."""

    HORS_CRITERES = "hors_criteres", "Hors des critères du programme"
    COMPLET = "complet", "Plus de place"
    INJOIGNABLE = "injoignable", "Personne injoignable"
    REFUS_PERSONNE = "refus_personne", "La personne ne souhaite pas venir"
    DEJA_SUIVIE = "deja_suivie", "Déjà accompagnée ailleurs"
    AUTRE = "autre", "Autre raison"


class LeavingReason(Vocabulary):
    """Why somebody leaves a program before its end, or is not admitted."""

    EMPLOI = "emploi", "A trouvé un emploi"
    FORMATION = "formation", "Est entrée en formation"
    DEMENAGEMENT = "demenagement", "A déménagé"
    SANTE = "sante", "Raison de santé"
    GARDE_ENFANT = "garde_enfant", "Garde d’enfant ou d’un proche"
    MOBILITE = "mobilite", "Transport"
    HORAIRES = "horaires", "Jours ou heures impossibles"
    SANS_NOUVELLES = "sans_nouvelles", "Sans nouvelles"
    NE_CONVIENT_PAS = "ne_convient_pas", "Ne lui convient pas"
    HORS_CRITERES = "hors_criteres", "Hors des critères"
    COMPLET = "complet", "Plus de place"
    AUTRE = "autre", "Autre raison"


class AssessmentStage(Vocabulary):
    """When her autonomy is looked at; the last two ask where she stands after she left."""

    ENTRY = "entry", "Entrée"
    PROGRESS = "progress", "Étape"
    EXIT = "exit", "Sortie"
    FOLLOW_UP_3 = "follow_up_3", "3 mois après"
    FOLLOW_UP_6 = "follow_up_6", "6 mois après"

    @property
    def follows(self) -> bool:
        """Whether it is about the time after she left."""
        return self in (AssessmentStage.FOLLOW_UP_3, AssessmentStage.FOLLOW_UP_6)


class Situation(Vocabulary):
    """Where she stands when she leaves, and after."""

    EMPLOI = "emploi", "En emploi"
    FORMATION = "formation", "En formation"
    CREATION_ACTIVITE = "creation_activite", "Crée son activité"
    CERTIFICATION = "certification", "A obtenu Pix ou CléA"
    RECHERCHE_EMPLOI = "recherche_emploi", "Cherche un emploi"
    SANS_CHANGEMENT = "sans_changement", "Sans changement"
    AUTRE = "autre", "Autre"
    INJOIGNABLE = "injoignable", "Injoignable"
    NON_COMMUNIQUE = "non_communique", "Non communiqué"


class PixDomain(Vocabulary):
    """The five domains of the national frame of digital skills (CRCN), each from 1 to 8."""

    INFORMATION = "information", "Informations et données"
    COMMUNICATION = "communication", "Communication et collaboration"
    CONTENUS = "contenus", "Création de contenus"
    PROTECTION = "protection", "Protection et sécurité"
    ENVIRONNEMENT = "environnement", "Environnement numérique"


class Attention(Vocabulary):
    """What somebody of the team should look at."""

    ABSENCES = "absences", "Trois absences de suite"
    LATE_REFERRAL = "late_referral", "Envoi sans réponse, délai passé"
    SILENCE = "silence", "Aucune séance depuis un mois"
    NO_ENTRY = "no_entry", "Pas d’évaluation d’entrée"
    NO_EXIT = "no_exit", "Pas d’évaluation de sortie"
    FOLLOW_UP = "follow_up", "Nouvelles à prendre"
