"""What an act was about: the national themes (La Coop), and the gate before the administrative ones."""

from collections.abc import Iterable

from lakou.contracts.labels import Vocabulary


class Theme(Vocabulary):
    """National themes. An act has one or more, so sums over themes exceed the number of acts."""

    DIAGNOSTIC_NUMERIQUE = "diagnostic_numerique", "Diagnostic numérique"
    PRENDRE_EN_MAIN_DU_MATERIEL = "prendre_en_main_du_materiel", "Prendre en main du matériel"
    MAINTENANCE_DE_MATERIEL = "maintenance_de_materiel", "Maintenance de matériel"
    GERE_SES_CONTENUS_NUMERIQUES = "gere_ses_contenus_numeriques", "Gérer ses contenus numériques"
    NAVIGATION_SUR_INTERNET = "navigation_sur_internet", "Navigation sur internet"
    EMAIL = "email", "E-mail"
    BUREAUTIQUE = "bureautique", "Bureautique"
    RESEAUX_SOCIAUX = "reseaux_sociaux", "Réseaux sociaux communication"
    SANTE = "sante", "Santé"
    BANQUE_ET_ACHATS_EN_LIGNE = "banque_et_achats_en_ligne", "Banque et achats en ligne"
    ENTREPRENEURIAT = "entrepreneuriat", "Accompagner un professionnel"
    INSERTION_PROFESSIONNELLE = "insertion_professionnelle", "Insertion professionnelle"
    SECURITE_NUMERIQUE = "securite_numerique", "Prévention en sécurité numérique"
    PARENTALITE = "parentalite", "Parentalité"
    SCOLARITE_ET_NUMERIQUE = "scolarite_et_numerique", "Scolarité et numérique"
    CREER_AVEC_LE_NUMERIQUE = "creer_avec_le_numerique", "Créer avec le numérique"
    CULTURE_NUMERIQUE = "culture_numerique", "Culture numérique"
    INTELLIGENCE_ARTIFICIELLE = "intelligence_artificielle", "Intelligence artificielle (IA)"
    AIDE_AUX_DEMARCHES_ADMINISTRATIVES = "aide_aux_demarches_administratives", "Aide aux démarches administratives"

    PAPIERS_ELECTIONS_CITOYENNETE = "papiers_elections_citoyennete", "Papiers - Élections - Citoyenneté"
    FAMILLE_SCOLARITE = "famille_scolarite", "Famille - Scolarité"
    SOCIAL_SANTE = "social_sante", "Social - Santé"
    TRAVAIL_FORMATION = "travail_formation", "Travail - Formation - Entreprise"
    LOGEMENT = "logement", "Logement"
    TRANSPORTS_MOBILITE = "transports_mobilite", "Transports - Mobilité"
    ARGENT_IMPOTS = "argent_impots", "Argent - Impôts"
    JUSTICE = "justice", "Justice"
    ETRANGERS_EUROPE = "etrangers_europe", "Étrangers - Europe"
    LOISIRS_SPORTS_CULTURE = "loisirs_sports_culture", "Loisirs - Sports - Culture"
    ASSOCIATIONS = "associations", "Associations"

    @property
    def administrative(self) -> bool:
        """Whether this theme refines `aide_aux_demarches_administratives` and may not stand without it."""
        return self in _ADMINISTRATIVE


_ADMINISTRATIVE = frozenset(list(Theme)[list(Theme).index(Theme.PAPIERS_ELECTIONS_CITOYENNETE) :])


class ThemeGateMissing(ValueError):
    """An administrative theme was chosen without the theme that opens it."""

    def __init__(self, themes: tuple[Theme, ...]) -> None:
        self.themes = themes
        chosen = ", ".join(f"« {theme.label} »" for theme in themes)
        super().__init__(f"Pour choisir {chosen}, cochez aussi « {Theme.AIDE_AUX_DEMARCHES_ADMINISTRATIVES.label} ».")


def check_themes(themes: Iterable[Theme]) -> None:
    """Raise ThemeGateMissing unless the administrative themes come with their gate."""
    chosen = tuple(themes)
    refined = tuple(theme for theme in chosen if theme.administrative)
    if refined and Theme.AIDE_AUX_DEMARCHES_ADMINISTRATIVES not in chosen:
        raise ThemeGateMissing(refined)
