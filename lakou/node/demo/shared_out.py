"""What the hub shares out in the demo: the program that runs now, under the code that the nodes gave it already."""

import contextlib
import datetime as dt

from lakou.kernel import clock
from lakou.node.node import Node
from services.reporting.use_cases import catalog


def ensure(hub: Node) -> None:
    """Share this year's program out once."""
    year = clock.today(hub.site.zone).year
    given = {
        "code": f"inclusion-numerique-{year}",
        "name": f"Inclusion Numérique {year}",
        "kind": "beneficiaries",
        "starts_on": dt.date(year, 1, 1),
        "ends_on": dt.date(year, 12, 31),
        "eligibility": "Femmes bénéficiaires du RSA et personnes en recherche d’emploi.",
        "funder": "Banque des Territoires",
        "targets": {"guadeloupe": 40, "martinique": 40, "guyane": 40, "saint-martin": 40},
    }
    with contextlib.suppress(catalog.ProgramShared):
        catalog.share(hub.services["reporting"].context, given)
