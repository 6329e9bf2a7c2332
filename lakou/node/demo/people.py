"""Invented persons. Their telephones are 0690, 0694 and 0696 00 …: nobody answers there."""

import random
from collections.abc import Iterator
from typing import Any

from lakou.contracts import territories
from lakou.contracts.vocabulary import Gender, ReferrerKind, RsaStatus, SocialStatus

FAMILY_NAMES = {
    "971": "Abare Bélénus Cafraz Démocrite Erdan Falémé Gombaud Hilarion Jacoby Kindou Lubin Mirval Nestor Ozoux Périan Quiko "
    "Romuald Sainsily Tacita Urbino Vala Zami",
    "972": "Adélaïde Belrose Cayol Duverny Élisée Fantaisie Germany Horth Jadin Lordinot Marcin Nérée Orvil Pierrelus Quitman "
    "Ramsay Saintérius Turiaf Ursulet Valmond Yoyotte Zébus",
    "973": "Abienso Baya Clet Djoko Edwige Folleville Gauthier Hermina Ibéné Jadfard Kodjo Linguet Molé Néron Othily Patient "
    "Robeiri Saïbou Téo Ulric Vérin Zulémaro",
    "978": "Arndell Baly Carty Daniel Edmond Fleming Gumbs Hodge Illidge Jeffry Kelly Lake Maccow Nicholls Ogoundélé Paines "
    "Questel Richardson Sprott Thewet Vanterpool Webster",
}
WOMEN = (
    "Aline Béatrice Camille Danielle Édith Fabienne Gladys Huguette Inès Josette Ketty Lucienne Murielle Nadia Odile Patricia "
    "Rosalie Solange Térésa Ursule Viviane Yolande Mylène Sylviane Ghislaine Raymonde Annick Christelle Maryse Élodie"
).split()
MEN = "Alex Bruno Charles Denis Éric Franck Gérard Hervé Ignace Joël Kévin Lucien Marius Noël Olivier Rony Serge Teddy".split()
PARTNERS = (
    ReferrerKind.CAF,
    ReferrerKind.CGSS,
    ReferrerKind.FRANCE_TRAVAIL,
    ReferrerKind.CCAS,
    ReferrerKind.MUTUELLE,
    ReferrerKind.PREFECTURE,
    ReferrerKind.SERVICE_SOCIAL,
    ReferrerKind.CAISSE_CENTRALE_ACTIVITES_SOCIALES,
)
PREFIX = {"971": "+59069000", "972": "+59669600", "973": "+59469400", "978": "+59069000"}


def women_on_rsa(territory: str, count: int, dice: random.Random, year: int) -> Iterator[dict[str, Any]]:
    """Women on RSA sent by the CAF, as the first workshops were for, aged 19 to 62 in `year`."""
    for person in _people(territory, count, dice, year, women_only=True):
        yield person | {"rsa": RsaStatus.OUI.value, "social_status": SocialStatus.SANS_EMPLOI.value, "referrer": "caf"}


def neighbors(territory: str, count: int, dice: random.Random, year: int) -> Iterator[dict[str, Any]]:
    """Who comes to a small association: job seekers for their file, retired people, all ages, sent by any partner."""
    for person in _people(territory, count, dice, year, women_only=False):
        age = year - person["birth_year"]
        job = SocialStatus.RETRAITE if age >= 64 else dice.choice([SocialStatus.SANS_EMPLOI] * 3 + [SocialStatus.EN_EMPLOI])
        rsa = RsaStatus.NON if age >= 64 else dice.choice(list(RsaStatus))
        yield person | {"rsa": rsa.value, "social_status": job.value, "referrer": dice.choice(PARTNERS).value}


def _people(territory: str, count: int, dice: random.Random, year: int, *, women_only: bool) -> Iterator[dict[str, Any]]:
    families = FAMILY_NAMES[territory].split()
    communes = [commune for commune in territories.communes() if commune.territory.code == territory]
    weights = [commune.population or 1 for commune in communes]
    taken: set[tuple[str, str, int]] = set()
    while len(taken) < count:
        woman = women_only or dice.random() < 0.68
        family, given = dice.choice(families), dice.choice(WOMEN if woman else MEN)
        born = year - dice.randint(19, 62 if women_only else 81)
        if any(family == other[0] and given == other[1] for other in taken) and len(taken) < len(families) * 20:
            continue
        if (family, given, born) in taken:
            continue
        taken.add((family, given, born))
        number = len(taken)
        yield {
            "family_name": family,
            "given_name": given,
            "birth_year": born,
            "commune": dice.choices(communes, weights)[0].insee,
            "gender": (Gender.FEMININ if woman else Gender.MASCULIN).value,
            "phone": f"{PREFIX[territory]}{dice.randint(10, 99)}{number % 100:02d}",
            "language": dice.choice(
                ["fr"] * 6 + {"971": ["gcf", "ht"], "972": ["gcf"], "973": ["gcr", "pt"], "978": ["en", "es"]}[territory]
            ),
            "consents": [
                {"purpose": "follow_up", "given": True, "channel": "paper"},
                {"purpose": "messages", "given": dice.random() < 0.85, "channel": "paper"},
                {"purpose": "statistics", "given": dice.random() < 0.95, "channel": "paper"},
            ],
        }
