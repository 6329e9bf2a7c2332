"""The venues as the national map reads them: a CSV of the standard STD, schema v1.0.2 (domain.md §2.10)."""

import csv
import io
from collections.abc import Iterable

import phonenumbers

from services.sessions.model import Venue

COLUMNS = (
    "id",
    "pivot",
    "nom",
    "commune",
    "code_postal",
    "code_insee",
    "adresse",
    "complement_adresse",
    "latitude",
    "longitude",
    "typologie",
    "telephone",
    "courriels",
    "site_web",
    "horaires",
    "presentation_resume",
    "presentation_detail",
    "source",
    "itinerance",
    "structure_parente",
    "date_maj",
    "services",
    "publics_specifiquement_adresses",
    "prise_en_charge_specifique",
    "frais_a_charge",
    "dispositif_programmes_nationaux",
    "formations_labels",
    "autres_formations_labels",
    "modalites_acces",
    "modalites_accompagnement",
    "fiche_acces_libre",
    "prise_rdv",
)
REGIONS = {"971": "GP", "972": "MQ", "973": "GF", "978": "MF"}


def written(venues: Iterable[Venue], *, source: str) -> bytes:
    """The file, of the venues that have all that the standard requires. UTF-8, commas, several values between bars."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for venue in venues:
        if not venue.missing_for_the_map:
            writer.writerow({name: _cell(name, value) for name, value in _row(venue, source).items()})
    return out.getvalue().encode()


def _row(venue: Venue, source: str) -> dict[str, object]:
    return {
        "id": venue.id,
        "pivot": venue.pivot,
        "nom": venue.name,
        "commune": venue.commune_name,
        "code_postal": venue.postal_code,
        "code_insee": venue.commune,
        "adresse": venue.address,
        "complement_adresse": venue.address_extra,
        "latitude": venue.latitude,
        "longitude": venue.longitude,
        "typologie": venue.typologies,
        "telephone": international_phone(venue.phone, venue.territory),
        "courriels": venue.email,
        "site_web": venue.website,
        "horaires": venue.opening_hours,
        "presentation_resume": venue.summary,
        "presentation_detail": venue.presentation,
        "source": source,
        "itinerance": "Itinérant" if venue.itinerant else "Fixe",
        "structure_parente": venue.parent,
        "date_maj": venue.updated_on,
        "services": venue.services,
        "publics_specifiquement_adresses": venue.publics,
        "prise_en_charge_specifique": venue.special_care,
        "frais_a_charge": venue.fees,
        "dispositif_programmes_nationaux": venue.national_programs,
        "formations_labels": venue.labels,
        "modalites_acces": venue.access_modes,
        "modalites_accompagnement": venue.support_modes,
        "fiche_acces_libre": venue.accessibility_url,
        "prise_rdv": venue.appointment_url,
    }


def international_phone(phone: str | None, territory: str) -> str:
    """+596596000000; empty when it is no number."""
    if not phone:
        return ""
    try:
        parsed = phonenumbers.parse(phone, REGIONS.get(territory, "FR"))
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _cell(column: str, value: object) -> object:
    """One cell. What a spreadsheet would take for a formula is kept from it by an apostrophe."""
    if value is None or isinstance(value, float) or column == "telephone":
        return value
    text = "|".join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text
