"""Signing in with the association's provider: an account that exists enters with its role here, all else is refused."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import RSAKey
from sqlalchemy import select
from werkzeug.test import Client, TestResponse

from lakou.kernel.context import ServiceContext
from lakou.kernel.settings import SettingsError, from_mapping
from lakou.kernel.web.app import App, Mount
from lakou.portal import accounts, openid, pages, use_cases
from lakou.portal.model import Account, AuditEntry
from lakou.portal.rendering import TEMPLATES, Renderer
from lakou.portal.shell import PortalShell
from tests.portal.provider import CLIENT, SECRET, Provider
from tests.portal.test_access import PASSWORD, portal

PUBLIC_URL = "https://lakou.example.org"


@pytest.fixture
def provider() -> Iterator[Provider]:
    openid._known.clear()
    made = Provider()
    yield made
    made.stop()


@pytest.fixture
def context(tmp_path: Path, provider: Provider) -> Iterator[ServiceContext]:
    plain = portal(tmp_path)
    settings = dataclasses.replace(
        plain.settings,
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
        oidc_name="BioDésir",
        public_url=PUBLIC_URL,
    )
    made = dataclasses.replace(plain, settings=settings)
    hashed = "not a hash: nobody enters with a password here"
    use_cases.add_hashed_account(made, email="melissa@x.example", name="Mélissa Orvil", role="helper", hashed=hashed)
    yield made
    made.database.dispose()


@pytest.fixture
def browser(context: ServiceContext) -> Client:
    return at_the_door(context)


def at_the_door(context: ServiceContext) -> Client:
    shell = PortalShell(context, Renderer({"portal": TEMPLATES}, site=context.site))
    return Client(App([Mount("", context, (pages.ROUTES,))], shell, context.metrics))


def leave(browser: Client, next_page: str = "/") -> str:
    answer = browser.get("/connexion/fournisseur", query_string={"next": next_page})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def come_back(browser: Client, **given: str) -> TestResponse:
    return browser.get("/connexion/retour", query_string=given)


def enters(browser: Client) -> bool:
    return browser.get("/compte").status_code == 200


def test_who_has_an_account_enters_with_her_own_role(browser: Client, provider: Provider, context: ServiceContext) -> None:
    provider.claims["role"] = "operator"
    assert "Se connecter avec BioDésir" in browser.get("/connexion").text
    location = leave(browser, "/aide")
    assert f"redirect_uri={PUBLIC_URL.replace(':', '%3A').replace('/', '%2F')}%2Fconnexion%2Fretour" in location
    assert "code_challenge_method=S256" in location
    answer = come_back(browser, **provider.consent(location))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/aide")
    page = browser.get("/compte").text
    assert "Mélissa Orvil" in page
    with context.database.reading() as db:
        account = db.scalars(select(Account)).one()
        assert account.role == "helper"
        assert [entry.act for entry in db.scalars(select(AuditEntry))] == ["sign in"]


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "stranger@x.example"},
        {"email_verified": False},
        {"email_verified": None},
        {"email": None},
        {"email": ["melissa@x.example"]},
        {"nonce": "another"},
        {"aud": "another client"},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"iss": "https://elsewhere.example"},
        {"exp": 1_000_000_000},
        {"sub": None},
    ],
    ids=str,
)
def test_nobody_else_enters_and_reads_why(browser: Client, provider: Provider, claims: dict[str, Any]) -> None:
    provider.claims |= claims
    answer = come_back(browser, **provider.consent(leave(browser)))
    assert answer.status_code in (401, 403)
    assert 'role="alert"' in answer.text
    assert not enters(browser)


def test_a_closed_account_stays_closed(browser: Client, provider: Provider, context: ServiceContext) -> None:
    with context.database.reading() as db:
        melissa = db.scalars(select(Account)).one()
    accounts.change(context, melissa.id, by="x", by_role="operator", role="helper", active=False)
    answer = come_back(browser, **provider.consent(leave(browser)))
    assert answer.status_code == 403
    assert "pas de compte" in answer.text


def test_an_answer_to_somebody_else_is_refused(context: ServiceContext, provider: Provider) -> None:
    victim, stranger = at_the_door(context), at_the_door(context)
    given = provider.consent(leave(stranger))
    assert come_back(victim, **given).status_code == 401, "no cookie of hers"
    leave(victim)
    assert come_back(victim, **given).status_code == 401, "another state"
    assert not enters(victim)


def test_a_code_serves_once_and_a_state_too(browser: Client, provider: Provider) -> None:
    given = provider.consent(leave(browser))
    assert come_back(browser, **given).status_code == 303
    assert come_back(browser, **given).status_code == 401


@pytest.mark.parametrize("given", [{}, {"state": "é" * 50}, {"code": "x"}, {"error": "access_denied"}, {"code": "x" * 5000}])
def test_what_comes_back_spoiled_is_refused(browser: Client, given: dict[str, str]) -> None:
    location = leave(browser)
    state = location.split("state=")[1].split("&")[0]
    assert come_back(browser, **{"state": state, **given}).status_code == 401
    assert not enters(browser)


def test_a_token_signed_with_another_key_is_refused(browser: Client, provider: Provider) -> None:
    given = provider.consent(leave(browser))
    provider.published, provider.key = provider.key, RSAKey.generate_key(2048, {"kid": "one"})
    assert come_back(browser, **given).status_code == 401


def test_a_provider_that_changed_its_key_is_followed(browser: Client, provider: Provider) -> None:
    leave(browser)
    provider.key = RSAKey.generate_key(2048, {"kid": "two"})
    assert come_back(browser, **provider.consent(leave(browser))).status_code == 303


@pytest.mark.parametrize("document", [{"issuer": "https://elsewhere.example"}, {"token_endpoint": "ftp://x"}, {"jwks_uri": 7}])
def test_a_provider_that_describes_itself_wrongly_is_not_asked(
    browser: Client, provider: Provider, document: dict[str, Any]
) -> None:
    provider.document = document
    answer = browser.get("/connexion/fournisseur")
    assert answer.status_code == 503
    assert "ne répond pas" in answer.text


def test_a_provider_that_is_away_is_said_and_passwords_still_open(
    browser: Client, provider: Provider, context: ServiceContext
) -> None:
    provider.stop()
    assert browser.get("/connexion/fournisseur").status_code == 503
    use_cases.add_account(context, email="nadia@x.example", name="Nadia", role="helper", password=PASSWORD)
    assert browser.post("/connexion", data={"email": "nadia@x.example", "password": PASSWORD}).status_code == 303


def test_it_never_leads_elsewhere(browser: Client, provider: Provider) -> None:
    answer = come_back(browser, **provider.consent(leave(browser, "https://elsewhere.example/")))
    assert answer.headers["Location"] == "/"


def test_without_the_setting_there_is_no_such_door(tmp_path: Path) -> None:
    plain = portal(tmp_path)
    browser = at_the_door(plain)
    assert "Se connecter avec" not in browser.get("/connexion").text
    assert browser.get("/connexion/fournisseur").status_code == 404
    assert come_back(browser, state="x", code="y").status_code == 404
    plain.database.dispose()


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"oidc_issuer": "http://provider.example"}, "oidc_issuer"),
        ({"public_url": "http://lakou.example.org"}, "public_url"),
        ({"public_url": ""}, "public_url"),
        ({"oidc_client_id": ""}, "oidc_client_id"),
    ],
)
def test_settings_that_cannot_work_are_refused_at_start(tmp_path: Path, wrong: dict[str, str], named: str) -> None:
    right = {"oidc_issuer": "https://provider.example", "public_url": PUBLIC_URL, "oidc_client_id": CLIENT}
    with pytest.raises(SettingsError, match=named):
        from_mapping({"name": "martinique", "port": 1, **right, **wrong}, tmp_path)
