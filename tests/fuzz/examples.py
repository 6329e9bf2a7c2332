"""A valid request for each door that makes or changes something: random ones start from these, and so get past the first check.

`{beneficiaries}` stands for the id of one that was made before.
"""

from typing import Any

PERSON = {"family_name": "Mirval", "given_name": "Rosalie", "birth_year": 1971, "commune": "97209", "phone": "0696123456"}
WORKSHOP = {"title": "Premiers pas", "themes": ["email"], "level": "debutant", "capacity": 8}
SESSION = {"workshop_id": "{workshops}", "starts_at": "2026-11-20T09:00:00-04:00", "duration_minutes": 120, "capacity": 3}
SUPPORT = {"date": "2026-11-20", "duration_minutes": 30, "themes": ["email"], "beneficiary_id": "{beneficiaries}"}

EXAMPLES: dict[str, list[tuple[str, str, dict[str, Any]]]] = {
    "enrollment": [
        ("POST", "/beneficiaries", PERSON),
        (
            "POST",
            "/beneficiaries",
            {**PERSON, "family_name": "Zéphirin", "given_name": "Aimé", "phone": "0696765432", "birth_year": 1950},
        ),
        ("POST", "/programs", {"name": "Inclusion Numérique", "kind": "beneficiaries", "target": 40}),
        ("PATCH", "/programs/{id}", {"target": 50}),
        ("PATCH", "/beneficiaries/{id}", {"language": "fr"}),
        ("POST", "/beneficiaries/{id}/consents", {"purpose": "follow_up", "given": True, "channel": "oral"}),
        ("POST", "/enrollments", {"beneficiary_id": "{beneficiaries}", "program_id": "{programs}"}),
        ("POST", "/enrollments/{id}/transitions", {"to": "active"}),
    ],
    "sessions": [
        ("POST", "/venues", {"name": "Médiathèque", "commune": "97209"}),
        ("PATCH", "/venues/{id}", {"name": "Médiathèque du bourg"}),
        ("POST", "/helpers", {"name": "Mélissa Orvil"}),
        ("POST", "/workshops", WORKSHOP),
        ("PATCH", "/workshops/{id}", {"capacity": 9}),
        ("POST", "/workshop-sessions", SESSION),
        ("POST", "/workshop-sessions", {**SESSION, "starts_at": "2026-12-20T09:00:00-04:00", "venue_id": "{venues}"}),
        ("PATCH", "/workshop-sessions/{id}", {"capacity": 4}),
        ("POST", "/workshop-sessions/{id}/seats", {"beneficiary_id": "{beneficiaries}"}),
        ("PUT", "/seats/{id}/attendance", {"status": "present"}),
        ("POST", "/workshop-sessions/{id}/attendance", {"all": "present"}),
        ("PUT", "/workshop-sessions/{id}/anonymous", {"total": 4, "gender": {"feminin": 3}}),
        ("POST", "/supports", SUPPORT),
    ],
    "reporting": [
        ("POST", "/common-programs", {"name": "Inclusion Numérique", "code": "inclusion-numerique", "kind": "beneficiaries"}),
        ("PATCH", "/common-programs/{code}", {"target": 40}),
    ],
    "notifications": [("PUT", "/templates/{kind}/{language}", {"text": "Bonjour {prenom}"})],
}
GIVEN = {"code": "inclusion-numerique", "kind": "rappel", "language": "fr", "line": "1"}
"""What stands in a path and is no id."""
