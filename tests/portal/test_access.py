"""Who may enter, how it is slowed down for who guesses, and what is written down."""

import datetime as dt
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from joserfc.jwk import OKPKey
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from werkzeug.test import Client, TestResponse

from lakou.contracts import territories
from lakou.kernel import clock, migrate
from lakou.kernel.context import ServiceContext, Site
from lakou.kernel.db import Database
from lakou.kernel.keys import Keys
from lakou.kernel.metrics import Metrics
from lakou.kernel.problems import InvalidInput
from lakou.kernel.settings import Settings
from lakou.kernel.web.app import App, Mount
from lakou.kernel.web.flash import Flash, Undo, seal, unseal
from lakou.portal import pages, tokens, use_cases
from lakou.portal.model import AuditEntry, SignInFailure
from lakou.portal.rendering import TEMPLATES, Renderer
from lakou.portal.shell import PortalShell
from tests.private.plugin import MakeUrl

EMAIL, PASSWORD = "melissa@upandspace.example", "un-long-mot-de-passe"
MIGRATIONS = TEMPLATES.parent / "migrations"
NOW = dt.datetime(2026, 11, 22, 14, tzinfo=dt.UTC)


def portal(folder: Path, node: str = "martinique", url: str = "") -> ServiceContext:
    settings = Settings(name=node, port=1, data=folder)
    site = Site(
        node, territories.territory(node).slug, "Up & Space", "Martinique", "972", "America/Martinique", "", False, False, "0"
    )
    database = Database(url or f"sqlite:///{folder / node}.sqlite3", f"/{node}/portal")
    migrate.upgrade(database, MIGRATIONS)
    return ServiceContext("portal", site, database, settings, Metrics(), Keys(folder / f"{node}-keys"))


@pytest.fixture
def context(tmp_path: Path) -> Iterator[ServiceContext]:
    made = portal(tmp_path)
    use_cases.add_account(made, email=EMAIL, name="Mélissa Orvil", role="helper", password=PASSWORD)
    yield made
    made.database.dispose()


@pytest.fixture
def client(context: ServiceContext) -> Client:
    shell = PortalShell(context, Renderer({"portal": TEMPLATES}, site=context.site))
    return Client(App([Mount("", context, (pages.ROUTES,))], shell, context.metrics))


def enter(client: Client, email: str = EMAIL, password: str = PASSWORD, **more: str) -> TestResponse:
    return client.post("/connexion", data={"email": email, "password": password, **more})


def cookie(client: Client) -> str:
    kept = client.get_cookie("lakou_session")
    assert kept
    return kept.value


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def csrf(client: Client) -> str:
    page = client.get("/compte").text
    return page.split('name="csrf" value="')[1].split('"')[0]


def token(context: ServiceContext, *, node: str = "martinique", key: OKPKey | None = None, hours: int = 1) -> str:
    return tokens.sign(
        key or context.keys.signing(), node, account="a", name="Programme", role="helper", lifetime=dt.timedelta(hours=hours)
    )


# Entering and leaving


def test_one_enters_with_the_right_password_and_goes_where_one_wanted(client: Client) -> None:
    assert client.get("/compte").headers["Location"] == "/connexion?next=/compte"
    answer = enter(client, next="/compte")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/compte")
    assert "Mélissa Orvil" in client.get("/compte").text


def test_the_address_is_read_whatever_its_capitals(client: Client) -> None:
    assert enter(client, email=f"  {EMAIL.upper()} ").status_code == 303


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: Client) -> None:
    header = enter(client, next="/").headers["Set-Cookie"]
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    client.delete_cookie("lakou_session")
    again = client.post("/connexion", data={"email": EMAIL, "password": PASSWORD}, base_url="https://localhost")
    assert "Secure" in again.headers["Set-Cookie"]


@pytest.mark.parametrize("outside", ["https://mal.example", "//mal.example", "/\\mal.example", "/\t/mal.example"])
def test_entering_never_leads_to_another_site(client: Client, outside: str) -> None:
    assert enter(client, next=outside).headers["Location"] == "/"


@pytest.mark.parametrize(("email", "password"), [(EMAIL, "autre-chose"), ("personne@x.example", PASSWORD)])
def test_a_wrong_password_and_an_unknown_address_look_alike(client: Client, email: str, password: str) -> None:
    answer = enter(client, email, password)
    assert answer.status_code == 401
    assert "Adresse ou mot de passe inexacts" in answer.text
    assert email in answer.text, "what was typed is kept"
    assert password not in answer.text
    assert client.get_cookie("lakou_session") is None


def test_an_unknown_address_costs_the_same_work(client: Client, context: ServiceContext, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def wrong(hashed: str, _password: str) -> bool:
        asked.append(hashed)
        return False

    monkeypatch.setattr(use_cases, "_verify", wrong)
    enter(client, EMAIL, "autre-chose")
    enter(client, "personne@x.example", "autre-chose")
    costs = [hashed.split("$")[:4] for hashed in asked]
    assert costs[0] == costs[1]


def test_leaving_makes_the_token_worthless_everywhere_on_this_node(client: Client) -> None:
    enter(client)
    kept = cookie(client)
    assert client.get("/compte", headers=bearer(kept)).status_code == 200
    assert client.post("/deconnexion").status_code == 403, "only from our own page"
    assert client.post("/deconnexion", data={"csrf": csrf(client)}).status_code == 303
    assert client.get_cookie("lakou_session") is None
    assert client.get("/compte", headers=bearer(kept)).status_code == 303


def test_a_closed_account_does_not_enter(client: Client, context: ServiceContext) -> None:
    with context.database.transaction() as db:
        db.execute(text("UPDATE account SET active = :no"), {"no": False})
    assert enter(client).status_code == 401


def test_a_short_password_is_refused_at_the_making(context: ServiceContext) -> None:
    with pytest.raises(InvalidInput):
        use_cases.add_account(context, email="b@x.example", name="B", role="helper", password="court")
    with pytest.raises(use_cases.AccountExists):
        use_cases.add_account(context, email=EMAIL.upper(), name="B", role="helper", password=PASSWORD)


# Slowing down who guesses


def test_after_five_wrong_tries_even_the_right_password_waits_a_quarter_of_an_hour(client: Client) -> None:
    with clock.at(NOW):
        for _ in range(5):
            assert enter(client, password="autre-chose").status_code == 401
        answer = enter(client)
        assert answer.status_code == 429
        assert "quart d’heure" in answer.text
    with clock.at(NOW + dt.timedelta(minutes=14)):
        assert enter(client).status_code == 429
    with clock.at(NOW + dt.timedelta(minutes=16)):
        assert enter(client).status_code == 303


def test_an_unknown_address_is_slowed_down_in_the_same_way(client: Client) -> None:
    with clock.at(NOW):
        answers = [enter(client, "personne@x.example").status_code for _ in range(6)]
    assert answers == [401] * 5 + [429]


def test_one_who_guesses_does_not_lock_the_others_out(client: Client) -> None:
    with clock.at(NOW):
        for _ in range(6):
            enter(client, "personne@x.example")
        assert enter(client).status_code == 303


def test_one_place_that_tries_many_addresses_is_slowed_down(client: Client) -> None:
    with clock.at(NOW):
        answers = [enter(client, f"p{number}@x.example").status_code for number in range(31)]
    assert answers == [401] * 30 + [429]


def test_throttled_tries_cost_no_hashing(client: Client) -> None:
    with clock.at(NOW):
        for _ in range(5):
            enter(client, password="autre-chose")
        started = time.thread_time()
        for _ in range(20):
            assert enter(client, password="autre-chose").status_code == 429
        assert time.thread_time() - started < 1.5


def test_what_is_kept_of_a_failure_names_neither_the_address_nor_the_place(client: Client, context: ServiceContext) -> None:
    enter(client, password="autre-chose")
    with context.database.reading() as db:
        (kept,) = db.scalars(select(SignInFailure))
    assert EMAIL not in f"{kept.who}{kept.place}"
    assert "127.0.0.1" not in f"{kept.who}{kept.place}"
    assert len(kept.who) == len(kept.place) == 64


# Tokens


def test_a_token_of_this_node_opens_its_doors_and_no_other(client: Client, context: ServiceContext, tmp_path: Path) -> None:
    assert client.get("/compte", headers=bearer(token(context))).status_code == 200
    stranger = portal(tmp_path, "guyane")
    for other in (
        token(stranger, node="guyane"),
        token(stranger, node="martinique"),
        token(context, node="guyane"),
        token(context, hours=-1),
    ):
        assert client.get("/compte", headers=bearer(other)).status_code == 303
    stranger.database.dispose()


def test_a_token_ends_when_it_says(client: Client, context: ServiceContext) -> None:
    with clock.at(NOW):
        signed = token(context, hours=12)
    for hours, status in ((11, 200), (13, 303)):
        with clock.at(NOW + dt.timedelta(hours=hours)):
            assert client.get("/compte", headers=bearer(signed)).status_code == status


@pytest.mark.parametrize(
    "forged",
    [
        "", "x", "a.b.c", "..", "é.é.é", "null", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIiwicm9sZSI6Im9wZXJhdG9yIn0.",
        "eyJhbGciOiJIUzI1NiJ9.e30.e30", "x" * 4000, "eyJhbGciOiJFZDI1NTE5In0.bnVsbA.AAAA",
    ],
)  # fmt: skip
def test_a_forged_token_is_nobody(client: Client, forged: str) -> None:
    assert client.get("/compte", headers={"Authorization": f"Bearer {forged}"}).status_code == 303
    client.set_cookie("lakou_session", forged)
    assert client.get("/compte").status_code == 303
    assert client.post("/deconnexion").status_code in (401, 403)


def test_a_token_whose_role_was_changed_is_nobody(client: Client, context: ServiceContext) -> None:
    import base64

    head, body, signature = token(context).split(".")
    claims = base64.urlsafe_b64decode(body + "==").replace(b'"helper"', b'"operator"')
    changed = base64.urlsafe_b64encode(claims).decode().rstrip("=")
    assert client.get("/compte", headers=bearer(f"{head}.{changed}.{signature}")).status_code == 303


# The word on the last act


def test_a_flash_is_believed_only_with_our_seal() -> None:
    flash = Flash("C’est fait.", undo=Undo("/undo", fields={"id": "1"}))
    sealed = seal(flash, b"key")
    assert unseal(sealed, b"key") == flash
    body, _, signature = sealed.rpartition(".")
    for forged in ("", ".", "x", f"{body}.", f".{signature}", f"{body}x.{signature}", f"{body}.{signature[:-1]}0", f"{body}.é"):
        assert unseal(forged, b"key") is None
    assert unseal(sealed, b"other") is None


@pytest.mark.parametrize("forged", ["x", "x.é", "e30.00", "é", "."])
def test_a_forged_flash_changes_nothing_on_the_page(client: Client, forged: str) -> None:
    client.set_cookie("lakou_flash", forged)
    assert client.get("/aide").status_code == 200


# What is written down


def test_the_audit_log_says_who_changed_what_and_nothing_of_the_contents(client: Client, context: ServiceContext) -> None:
    enter(client)
    client.post("/deconnexion", data={"csrf": csrf(client)})
    with context.database.reading() as db:
        entries = list(db.scalars(select(AuditEntry)))
    assert [(entry.role, entry.service, entry.act, entry.status) for entry in entries] == [
        ("helper", "portal", "sign in", 0),
        ("helper", "portal", "POST /deconnexion", 303),
    ]
    assert EMAIL not in str([vars(entry) for entry in entries])


def refuse_to_forget(context: ServiceContext) -> None:
    entry = AuditEntry(at=clock.now(), account="a", role="helper", service="portal", act="POST /x", subject="", status=200)
    use_cases.note(context, entry)

    def change(statement: str) -> None:
        with context.database.transaction() as db:
            db.execute(text(statement))

    for statement in ("UPDATE audit_entry SET act = 'nothing'", "DELETE FROM audit_entry"):
        with pytest.raises(DBAPIError):
            change(statement)
    with context.database.reading() as db:
        assert [kept.act for kept in db.scalars(select(AuditEntry))] == ["POST /x"]


def test_the_audit_log_can_only_grow(context: ServiceContext) -> None:
    refuse_to_forget(context)


def test_the_audit_log_can_only_grow_on_postgresql_too(tmp_path: Path, make_postgres_url: MakeUrl) -> None:
    context = portal(tmp_path, url=make_postgres_url("portal"))
    refuse_to_forget(context)
    context.database.dispose()
