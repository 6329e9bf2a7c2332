"""What a hub does besides helping people: meetings, events, partnerships (La Coop's lists, domain.md §2.9)."""

from lakou.contracts.labels import Vocabulary


class CoordinationKind(Vocabulary):
    """Type d’activité de coordination."""

    ANIMATION = "animation", "Réunion, animation"
    EVENEMENT = "evenement", "Événement"
    PARTENARIAT = "partenariat", "Partenariat"


class CoordinationNature(Vocabulary):
    """What it was; which go with which kind: `natures_of`."""

    ASSEMBLEE = "assemblee", "Assemblée"
    COMITE = "comite", "Comité technique ou de pilotage"
    GROUPE_DE_TRAVAIL = "groupe_de_travail", "Groupe de travail"
    ECHANGE = "echange", "Moment d’échange, d’aide, de soutien"
    REUNION_COORDINATION = "reunion_coordination", "Réunion de coordination"
    WEBINAIRE = "webinaire", "Webinaire"
    GRAND_PUBLIC = "grand_public", "Événement grand public"
    NATIONAL = "national", "Événement national"
    INCLUSION_NUMERIQUE = "inclusion_numerique", "Événement sur l’inclusion numérique"
    NEC_LOCAL = "nec_local", "NEC local"
    PARCOURS_USAGER = "parcours_usager", "Conception de parcours usager"
    SUBVENTION = "subvention", "Recherche de subvention"
    COORDINATION_DEPARTEMENTALE = "coordination_departementale", "Coordination départementale"
    RDV_ELU = "rdv_elu", "Rendez-vous avec un élu"
    AUTRE = "autre", "Autre"


class CoordinationScale(Vocabulary):
    """Échelon."""

    COMMUNAL = "communal", "Communal"
    INTERCOMMUNAL = "intercommunal", "Intercommunal"
    DEPARTEMENTAL = "departemental", "Départemental"
    REGIONAL = "regional", "Régional"
    NATIONAL = "national", "National"


_NATURES = {
    CoordinationKind.ANIMATION: list(CoordinationNature)[0:6],
    CoordinationKind.EVENEMENT: list(CoordinationNature)[6:10],
    CoordinationKind.PARTENARIAT: list(CoordinationNature)[10:14],
}


def natures_of(kind: CoordinationKind) -> tuple[CoordinationNature, ...]:
    """The natures of a kind; `autre` goes with each."""
    return (*_NATURES[kind], CoordinationNature.AUTRE)
