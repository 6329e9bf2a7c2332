"""What the hub shares out in the demo: the program that runs now, under the code that the nodes gave it already."""

from lakou.kernel import clock
from lakou.node.demo.doors import Doors


def ensure(hub: Doors) -> None:
    """Share this year's program out once."""
    year = clock.today(hub.node.site.zone).year
    code = f"inclusion-numerique-{year}"
    if any(each["code"] == code for each in hub.get("reporting/common-programs")["items"]):
        return
    hub.post(
        "reporting/common-programs",
        code=code,
        name=f"Inclusion Numérique {year}",
        kind="beneficiaries",
        starts_on=f"{year}-01-01",
        ends_on=f"{year}-12-31",
        eligibility="Femmes bénéficiaires du RSA et personnes en recherche d’emploi.",
        funder="Banque des Territoires",
        targets={"guadeloupe": 40, "martinique": 40, "guyane": 40, "saint-martin": 40},
    )
