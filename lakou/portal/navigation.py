"""Where one can go from any page, by role: five places under the thumb, the rest behind « Plus »."""

import dataclasses

HELPERS = frozenset({"helper", "coordinator"})
EVERYONE = frozenset({"helper", "coordinator", "partner", "analyst", "operator"})


@dataclasses.dataclass(frozen=True)
class Place:
    """One entry of the navigation. `wide`: left out of the phone's bar; `also`: other addresses of the same place."""

    key: str
    href: str
    label: str
    icon: str
    roles: frozenset[str]
    wide: bool = False
    current: bool = False
    also: tuple[str, ...] = ()

    def holds(self, path: str) -> bool:
        """Whether a page stands in this place."""
        return any(path == each or path.startswith(f"{each.rstrip('/')}/") for each in (self.href, *self.also))


SESSION_PAGES = tuple(
    f"/sessions/{page}"
    for page in ("workshop-sessions", "workshops", "venues", "helpers", "supports", "month", "series", "calendars", "imports")
)

ADMINISTRATORS = frozenset({"coordinator", "operator"})
ADMINISTRATION = (
    Place("staff", "/comptes", "Comptes", "people", ADMINISTRATORS),
    Place("keys", "/cles", "Clés des partenaires", "lock", ADMINISTRATORS),
    Place("journal", "/journal", "Journal", "file", ADMINISTRATORS),
)

NODE_PLACES = (
    Place("day", "/sessions/", "Journée", "day", HELPERS),
    Place("people", "/enrollment/beneficiaries", "Personnes", "people", HELPERS, also=("/sessions/persons",)),
    Place("week", "/sessions/week", "Séances", "cal", HELPERS, also=SESSION_PAGES),
    Place("programs", "/enrollment/programs", "Programmes", "path", HELPERS),
    Place("messages", "/notifications/", "Messages", "msg", HELPERS, wide=True),
    Place("figures", "/reporting/", "Chiffres", "bars", HELPERS, wide=True),
    Place("partner", "/enrollment/partner", "Mes envois", "out", frozenset({"partner"})),
    Place("operator", "/liaison", "Liaison", "link", frozenset({"operator"})),
)
NODE_MORE = (
    Place("messages", "/notifications/", "Messages", "msg", HELPERS),
    Place("figures", "/reporting/", "Chiffres", "bars", HELPERS),
    Place("referrals", "/enrollment/referrals", "Envois des partenaires", "out", HELPERS),
    Place("organizations", "/enrollment/organizations", "Partenaires et structures", "pin", HELPERS),
    Place("duplicates", "/enrollment/duplicates", "Fiches en double", "people", frozenset({"coordinator"})),
    Place("retention", "/enrollment/retention", "Durée de conservation", "lock", frozenset({"coordinator"})),
    Place("import", "/enrollment/imports", "Importer une liste", "file", frozenset({"coordinator"})),
    Place("past", "/sessions/imports", "Reprendre des activités", "file", frozenset({"coordinator"})),
    Place("mailbox", "/notifications/mailbox", "Boîte aux lettres locale", "msg", HELPERS),
    *ADMINISTRATION,
    Place("help", "/aide", "Aide", "help", EVERYONE),
)
HUB_PLACES = (
    Place("figures", "/reporting/", "Vue d’ensemble", "bars", frozenset({"analyst", "coordinator", "operator"})),
    Place("programs", "/reporting/programs", "Programmes", "path", frozenset({"analyst", "coordinator"})),
    Place("nodes", "/reporting/noeuds", "Nœuds", "pin", frozenset({"analyst", "operator"})),
    Place("operator", "/liaison", "Technique", "link", frozenset({"operator"})),
)
HUB_MORE = (
    *ADMINISTRATION,
    Place("help", "/aide", "Aide", "help", EVERYONE),
)


def places(*, is_hub: bool, demo: bool, role: str, path: str) -> tuple[list[Place], list[Place]]:
    """The bar and the « Plus » menu for a role; the longest matching address is the current one."""
    bar = [place for place in (HUB_PLACES if is_hub else NODE_PLACES) if role in place.roles]
    more = [place for place in (HUB_MORE if is_hub else NODE_MORE) if role in place.roles]
    if not demo:
        more = [place for place in more if place.key != "mailbox"]
    here = max((place for place in bar if place.holds(path)), key=lambda place: len(place.href), default=None)
    return [dataclasses.replace(place, current=place is here) for place in bar], more


def home(*, is_hub: bool, role: str) -> str:
    """The first page after signing in."""
    bar, _ = places(is_hub=is_hub, demo=False, role=role, path="/")
    return bar[0].href if bar else "/compte"
