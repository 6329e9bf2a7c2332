"""Every part and every page of the portal, rendered with sample contexts and read as a browser would."""

import re
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import UndefinedError

from lakou.portal.charts import lines
from lakou.portal.icons import ICONS
from lakou.portal.rendering import STATIC, TEMPLATES, Renderer
from tests.portal.soundness import faults_of

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def site(house: str = "martinique", **changes: Any) -> SimpleNamespace:
    given = {"association": "Up & Space", "place": "Martinique", "is_hub": house == "hub", "version": "0.1.0"}
    return SimpleNamespace(house=house, zone_label="heure de Martinique", **({"demo": True} | given | changes))


ME = SimpleNamespace(name="Mélissa Orvil", initials="MO", role="helper", role_label="Aidante")
NAV = [
    SimpleNamespace(key=key, href=f"/{key}", label=label, icon=icon, wide=wide, current=key == "day")
    for key, label, icon, wide in [
        ("day", "Journée", "day", False),
        ("people", "Personnes", "people", False),
        ("sessions", "Séances", "cal", False),
        ("programs", "Programmes", "path", False),
        ("messages", "Messages", "msg", True),
        ("reporting", "Chiffres", "bars", True),
    ]
]
MORE = [SimpleNamespace(key="compte", href="/compte", label="Mon compte", icon="out", wide=False, current=False)]
UNDO = SimpleNamespace(action="/enrollment/undo", label="Annuler", fields={"enrollment": "7"})
FLASH = SimpleNamespace(tone="ok", text="L’appel est enregistré.", undo=UNDO)
SHELL: dict[str, Any] = {"me": ME, "nav": NAV, "more": MORE, "csrf": "tok<en", "flash": FLASH}
CONTACT = SimpleNamespace(name="Chantal Beausoleil", phone="+596596000000")
STAGES = [
    SimpleNamespace(label=label, when=when, full=full, level=level, level_label=words, by="Mélissa Orvil", goal=goal)
    for label, when, full, level, words, goal in [
        ("Entrée", "3 oct.", "3 octobre 2025", 0, "Avec guidage", False),
        ("Étape 1", "12 déc.", "12 décembre 2025", 1, "Guidage en cas de besoin", False),
        ("Étape 2", "26 févr.", "26 février 2026", 1.1, "Guidage en cas de besoin", False),
        ("Sortie", "juin", "juin 2026", 2, "Autonome", True),
    ]
]
SAMPLES: dict[str, Any] = {
    "stages": STAGES,
    "thursday": date(2026, 3, 12),
    "nine": datetime(2026, 3, 12, 9, 5, tzinfo=UTC),
    "themes": [("Aide aux démarches administratives", 9840), ("Matériel", 7215), ("E-mail", 6102)],
    "months": [("mars", "mars 2025"), ("avril", "avril 2025"), ("mai", "mai 2025"), ("juin", "juin 2025")],
    "curves": [("Contacts", [3120, 3340, None, 3980]), ("Personnes", [1480, 1560, 1610, 1790])],
    "hostile": '"><script>alert(1)</script>',
}
NINE = datetime(2026, 3, 12, 9, 5, tzinfo=UTC)
ROLES = [("helper", "Aidant numérique"), ("coordinator", "Coordination")]
NOTEBOOKS = [
    {"id": "d1", "name": '"><b>', "state": state, "since": NINE, "seen": NINE, "waiting": waiting}
    for state, waiting in (("open", 3), ("shut", 1), ("wiped", 0))
]
SOMEBODY = SimpleNamespace(id=7, name='"><b>', email="a@x.example", role="helper", active=True, organization="caf")
CONTEXTS: dict[str, dict[str, Any]] = {
    "sign-in": {
        "error": "L’adresse ou le mot de passe ne va pas.",
        "email": '"><script>',
        "next": "/sessions/",
        "demo_accounts": [("melissa@exemple.org", "Aidante"), ("chantal@exemple.org", "Coordinatrice")],
        "contact": CONTACT,
    },
    "problem": {"status": 404},
    "account": SHELL
    | {"sessions": [(NINE, NINE, True), (NINE, NINE, False)], "notebooks": NOTEBOOKS, "errors": {"password": "Trop court."}},
    "staff": SHELL | {"rows": [], "typed": {"name": '"><b>'}, "errors": {"email": "Écrivez une adresse."}, "roles": ROLES},
    "staff-account": SHELL
    | {"account": SOMEBODY, "role_label": "Aidante", "signed_in": 2, "mine": False, "may_change": True, "roles": ROLES}
    | {"notebooks": NOTEBOOKS, "errors": {}},
    "code": SHELL | {"account": SOMEBODY, "code": "K7QMX-4TXPW", "address": "http://x/mot-de-passe", "hours": 48},
    "recovery": {"email": '"><b>', "errors": {"code": "Ce code ne va pas."}},
    "api-keys": SHELL | {"rows": [], "made": "lakou_0_x", "partner": "CAF", "organization": "caf", "errors": {}, "mark": "lakou_"},
    "journal": SHELL
    | {"rows": [], "asked": {"jour": "", "compte": ""}, "accounts": [("", "Tous")], "first": None, "following": None},
    "help": SHELL | {"contact": CONTACT},
    "accessibility": {"contact": None},
    "privacy": {},
}


@cache
def renderer(house: str) -> Renderer:
    return Renderer({"portal": TEMPLATES, "sample": HERE / "templates"}, site=site(house))


def render(template: str, house: str = "martinique", **context: Any) -> str:
    return renderer(house).render(template, **context)


@pytest.mark.parametrize("page", sorted(CONTEXTS))
@pytest.mark.parametrize("house", ["martinique", "hub"])
def test_a_page_of_the_portal_is_sound_and_light(page: str, house: str) -> None:
    html = render(f"portal/{page}.html", house, **CONTEXTS[page])

    assert faults_of(html) == []
    assert len(html.encode()) < 30_000
    assert html.count("<h1") == 1


@pytest.mark.parametrize("page", ["parts", "forms", "pictures"])
def test_every_part_is_sound(page: str) -> None:
    html = render(f"sample/{page}.html", **SHELL | SAMPLES)

    assert faults_of(html) == []
    assert len(html.encode()) < 30_000


def test_the_samples_use_every_part() -> None:
    parts = set(re.findall(r"{% macro ([a-z]\w*)", (TEMPLATES / "parts.html").read_text()))
    samples = "".join(path.read_text() for path in (HERE / "templates").glob("*.html"))
    layout = (TEMPLATES / "layout.html").read_text()

    inner = {"gauge", "duo"}  # shown inside figure and house
    assert {part for part in parts - inner if f"parts.{part}(" not in samples + layout} == set()


@pytest.mark.parametrize("house", ["guadeloupe", "martinique", "guyane", "saint-martin", "hub"])
def test_the_mark_lights_one_house(house: str) -> None:
    html = render("portal/help.html", house)

    assert f'data-house="{house}"' in html
    assert html.count('class="here"') == 1


def test_the_sheet_holds_the_icons_shown_and_no_other() -> None:
    html = render("sample/parts.html", **SHELL | SAMPLES)

    shown = set(re.findall(r'href="#i-(\w+)"', html))
    assert shown == set(re.findall(r'<symbol id="i-(\w+)"', html))
    assert shown < set(ICONS)


def test_an_unknown_icon_is_a_mistake_of_the_template() -> None:
    with pytest.raises(LookupError, match="unicorn"):
        render("sample/unknown-icon.html")


def test_what_a_page_was_not_given_is_an_error_and_not_a_blank() -> None:
    with pytest.raises(UndefinedError):
        render("portal/account.html")


def test_what_people_typed_is_escaped() -> None:
    html = render("sample/forms.html", **SHELL | SAMPLES)

    assert "<script>" not in html
    assert "tok&lt;en" in html


def test_a_visitor_sees_no_navigation_and_nobody() -> None:
    html = render("portal/problem.html", status=404)

    assert 'class="nav"' not in html
    assert 'class="me"' not in html


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 418, 429, 500, 503])
def test_every_problem_says_what_to_do(status: int) -> None:
    html = render("portal/problem.html", status=status)

    assert "Que faire" in html
    assert faults_of(html) == []


def test_a_problem_may_bring_its_own_words() -> None:
    words = {"title": "Séance complète", "text": "Il n’y a plus de place. Inscrivez en attente."}
    html = render("portal/problem.html", status=409, back=("/sessions/4", "Revenir à la séance"), **words)

    assert "<h1>Séance complète</h1>" in html
    assert "Inscrivez en attente." in html
    assert "Que faire" not in html
    assert 'href="/sessions/4">Revenir à la séance' in html


def test_trial_accounts_show_only_on_a_demonstration() -> None:
    real = Renderer({"portal": TEMPLATES}, site=site(demo=False))

    assert "melissa@exemple.org" in render("portal/sign-in.html", **CONTEXTS["sign-in"])
    assert "melissa@exemple.org" not in real.render("portal/sign-in.html", **CONTEXTS["sign-in"])


def test_the_door_has_no_dead_control() -> None:
    html = render("portal/sign-in.html", **CONTEXTS["sign-in"])

    assert 'href="#"' not in html
    assert "Mot de passe oublié" not in html
    assert "Entrer avec" not in html


def test_the_stylesheet_is_light_and_calls_nothing() -> None:
    css = (STATIC / "lakou.css").read_text()

    assert len(css.encode()) < 25_000
    assert "url(" not in css
    assert "@import" not in css
    assert css.count("{") == css.count("}")
    assert ".nav a:hover" in css
    assert "nav main a" not in css


def test_a_static_address_changes_with_the_content() -> None:
    assert re.search(r'href="/static/lakou\.css\?v=[0-9a-f]{8}"', render("portal/help.html"))


def test_every_template_of_the_house_compiles() -> None:
    folders = {path.parent.name: path for path in (*ROOT.glob("services/*/templates"), *ROOT.glob("lakou/*/templates"))}
    assert {"portal", "node", "enrollment", "sessions", "reporting", "notifications"} <= set(folders)
    everything = Renderer(folders, site=site()).environment
    names = everything.list_templates(extensions=["html"])
    assert len(names) > 50
    for name in names:
        everything.get_template(name)


def test_a_service_without_pages_of_its_own_is_no_trouble() -> None:
    assert Renderer({"portal": TEMPLATES, "absent": HERE / "absent"}, site=site()).render("portal/help.html")


@pytest.mark.parametrize("count", [6, 12, 13, 25])
def test_a_month_is_written_below_its_own_point(count: int) -> None:
    source = '{% import "portal/parts.html" as parts %}{{ parts.line_chart("m", "t", columns, [("Contacts", values)]) }}'
    columns = [(f"m{number}", f"month {number}") for number in range(count)]
    made = renderer("hub").environment.from_string(source)
    drawn = made.render(columns=columns, values=list(range(1, count + 1)))
    labels = dict(re.findall(r'<text class="soft[^"]*" x="([\d.]+)%" y="222"[^>]*>(m\d+)</text>', drawn))
    places = lines([list(range(1, count + 1))]).columns
    expected = {f"{each.x}": f"m{number}" for number, each in enumerate(places) if not each.hidden}
    assert labels == expected
    assert f"m{count - 1}" in labels.values()
