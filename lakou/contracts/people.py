"""What is said of a person: national codes (La Coop), and ours beside them."""

import datetime as dt

from lakou.contracts.labels import Vocabulary

OLDEST = 120  # years; beyond it a birth is a typing mistake, and the bracket is not known


class Gender(Vocabulary):
    """Genre."""

    FEMININ = "feminin", "Féminin"
    MASCULIN = "masculin", "Masculin"
    NON_COMMUNIQUE = "non_communique", "Non communiqué"


class AgeBracket(Vocabulary):
    """Tranche d’âge on the day of an act; never typed, see `age_bracket`."""

    MOINS_DE_DOUZE = "moins_de_douze", "Moins de 12 ans"
    DOUZE_DIX_HUIT = "douze_dix_huit", "12 - 17 ans"
    DIX_HUIT_VINGT_QUATRE = "dix_huit_vingt_quatre", "18 - 24 ans"
    VINGT_CINQ_TRENTE_NEUF = "vingt_cinq_trente_neuf", "25 - 39 ans"
    QUARANTE_CINQUANTE_NEUF = "quarante_cinquante_neuf", "40 - 59 ans"
    SOIXANTE_SOIXANTE_NEUF = "soixante_soixante_neuf", "60 - 69 ans"
    SOIXANTE_DIX_PLUS = "soixante_dix_plus", "70 ans et plus"
    NON_COMMUNIQUE = "non_communique", "Non communiqué"


_UPPER_EDGES = (  # the first age that is no longer in the bracket
    (12, AgeBracket.MOINS_DE_DOUZE),
    (18, AgeBracket.DOUZE_DIX_HUIT),
    (25, AgeBracket.DIX_HUIT_VINGT_QUATRE),
    (40, AgeBracket.VINGT_CINQ_TRENTE_NEUF),
    (60, AgeBracket.QUARANTE_CINQUANTE_NEUF),
    (70, AgeBracket.SOIXANTE_SOIXANTE_NEUF),
    (OLDEST + 1, AgeBracket.SOIXANTE_DIX_PLUS),
)


def age_bracket(act_day: dt.date, birth_year: int | None, birth_date: dt.date | None) -> AgeBracket:
    """The bracket on the day of the act, so that a report made again later says the same.

    The exact age when the date of birth is known, else the year of the act minus the year of birth. Born on 29 February, one
    grows older on 1 March of ordinary years. An unknown or impossible birth gives NON_COMMUNIQUE.
    """
    if birth_date is not None:
        if birth_date > act_day:
            return AgeBracket.NON_COMMUNIQUE
        age = exact_age(act_day, birth_date)
    elif birth_year is not None:
        age = act_day.year - birth_year
    else:
        return AgeBracket.NON_COMMUNIQUE
    if age < 0:
        return AgeBracket.NON_COMMUNIQUE
    return next((bracket for edge, bracket in _UPPER_EDGES if age < edge), AgeBracket.NON_COMMUNIQUE)


def exact_age(day: dt.date, birth_date: dt.date) -> int:
    """Whole years lived on that day; negative before birth."""
    before_birthday = (day.month, day.day) < (birth_date.month, birth_date.day)
    return day.year - birth_date.year - before_birthday


class SocialStatus(Vocabulary):
    """Statut social."""

    SCOLARISE = "scolarise", "Scolarisé"
    SANS_EMPLOI = "sans_emploi", "Sans emploi"
    EN_EMPLOI = "en_emploi", "En emploi"
    RETRAITE = "retraite", "Retraité"
    NON_COMMUNIQUE = "non_communique", "Non communiqué ou hétérogène"


class RsaStatus(Vocabulary):
    """Whether the person receives the RSA (ours)."""

    OUI = "oui", "Bénéficiaire du RSA"
    NON = "non", "Non bénéficiaire du RSA"
    NON_COMMUNIQUE = "non_communique", "Non communiqué"


class Autonomy(Vocabulary):
    """Niveau d’autonomie in an individual act: one, two or three stars."""

    ENTIEREMENT_ACCOMPAGNE = "entierement_accompagne", "Avec guidage"
    PARTIELLEMENT_AUTONOME = "partiellement_autonome", "Autonome avec guidage en cas de besoin"
    AUTONOME = "autonome", "Autonome"


class Language(Vocabulary):
    """The language a person is best spoken to in; BCP 47 codes. The list grows with the people met."""

    FR = "fr", "Français"
    GCF = "gcf", "Créole guadeloupéen et martiniquais"
    GCR = "gcr", "Créole guyanais"
    HT = "ht", "Créole haïtien"
    ACF = "acf", "Créole saint-lucien et dominiquais"
    DJK = "djk", "Nenge tongo"
    SRN = "srn", "Sranan tongo"
    PT = "pt", "Portugais"
    ES = "es", "Espagnol"
    EN = "en", "Anglais"
    NL = "nl", "Néerlandais"
    UND = "und", "Autre langue"


class ReferrerKind(Vocabulary):
    """Who referred the person, or how she came (ours: no national list knows CGSS, CTM, CTG or COM)."""

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
    BOUCHE_A_OREILLE = "bouche_a_oreille", "Bouche à oreille"
    SPONTANEE = "spontanee", "Venue d’elle-même"
    AUTRE = "autre", "Autre"
