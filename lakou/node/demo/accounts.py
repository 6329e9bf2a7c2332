"""The demo's sign-ins: one password, printed on the door of the demo and nowhere else."""

from collections.abc import Iterator

from lakou.contracts.vocabulary import Role
from lakou.node.house import House
from lakou.portal import use_cases
from lakou.portal.pages import DEMO_PASSWORD

STAFF = {
    "guadeloupe": (("lina", "Lina Bélénus", "helper"), ("joel", "Joël Hilarion", "coordinator")),
    "martinique": (("melissa", "Mélissa Orvil", "helper"), ("chantal", "Chantal Beausoleil", "coordinator")),
    "guyane": (("awa", "Awa Djoko", "helper"), ("remi", "Rémi Patient", "coordinator")),
    "saint-martin": (("grace", "Grace Hodge", "helper"), ("denis", "Denis Carty", "coordinator")),
    "hub": (("ines", "Inès Robart", "analyst"),),
}


PARTNERS = {"guadeloupe": "Josette Vala", "martinique": "Nadège Zébus", "guyane": "Inès Kodjo", "saint-martin": "Edith Carty"}
"""Who sends people from the CAF."""


def listed() -> Iterator[tuple[str, str]]:
    """Every address with its role and node."""
    for node, staff in STAFF.items():
        partner = (("caf", "", "partner"),) if node in PARTNERS else ()
        for login, _, role in (*staff, *partner, ("technique", "", "operator")):
            yield f"{login}@{node}.example", f"{Role(role).label}, {node}"


def ensure(node: House) -> None:
    """Make the accounts of a node once."""
    if use_cases.demo_accounts(node.portal):
        return
    hashed = _shared_hash()
    for login, name, role in (*STAFF[node.site.node], ("technique", "Équipe technique", "operator")):
        use_cases.add_hashed_account(
            node.portal, email=f"{login}@{node.site.node}.example", name=name, role=role, hashed=hashed, demo=True
        )
    if partner := PARTNERS.get(node.site.node):
        email = f"caf@{node.site.node}.example"
        use_cases.add_hashed_account(
            node.portal, email=email, name=partner, role=Role.PARTNER.value, hashed=hashed, demo=True, organization="caf"
        )


_hashes: list[str] = []


def _shared_hash() -> str:
    """The demo's one password is hashed once: argon2 is slow on purpose, and there are eighteen accounts."""
    if not _hashes:
        _hashes.append(use_cases.hash_password(DEMO_PASSWORD))
    return _hashes[0]
