"""The accounts of a team through its pages: adding, a lost password, closing, sessions, partners' keys, the audit log."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from werkzeug.test import Client, TestResponse

from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from lakou.kernel.web.app import App, Mount
from lakou.portal import accounts, api_keys, pages, use_cases
from lakou.portal.model import Account, ApiKey, OneTimeCode
from lakou.portal.rendering import TEMPLATES, Renderer
from lakou.portal.shell import PortalShell
from tests.portal.test_access import NOW, PASSWORD, portal

CHANTAL, MELISSA, TECHNIQUE = "chantal@x.example", "melissa@x.example", "technique@x.example"
NEW = "quatre mots bien choisis"
CODE = re.compile(r"[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}")


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def context(tmp_path: Path) -> Iterator[ServiceContext]:
    made = portal(tmp_path)
    for email, name, role in (
        (CHANTAL, "Chantal Beausoleil", "coordinator"),
        (MELISSA, "Mélissa Orvil", "helper"),
        (TECHNIQUE, "Équipe technique", "operator"),
    ):
        use_cases.add_account(made, email=email, name=name, role=role, password=PASSWORD)
    yield made
    made.database.dispose()


class Browser:
    """Somebody at a browser of their own."""

    def __init__(self, context: ServiceContext) -> None:
        shell = PortalShell(context, Renderer({"portal": TEMPLATES}, site=context.site))
        self.client = Client(App([Mount("", context, (pages.ROUTES,))], shell, context.metrics))

    def enter(self, email: str, password: str = PASSWORD) -> TestResponse:
        return self.client.post("/connexion", data={"email": email, "password": password})

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def send(self, path: str, **form: str) -> TestResponse:
        page = self.client.get("/compte").text
        csrf = page.split('name="csrf" value="')[1].split('"')[0] if 'name="csrf"' in page else ""
        return self.client.post(path, data={**form, "csrf": csrf})


@pytest.fixture
def chantal(context: ServiceContext) -> Browser:
    browser = Browser(context)
    assert browser.enter(CHANTAL).status_code == 303
    return browser


@pytest.fixture
def melissa(context: ServiceContext) -> Browser:
    browser = Browser(context)
    assert browser.enter(MELISSA).status_code == 303
    return browser


def account(context: ServiceContext, email: str) -> Account:
    with context.database.reading() as db:
        return db.scalars(select(Account).where(Account.email == email)).one()


def code_for(browser: Browser, context: ServiceContext, email: str) -> str:
    answer = browser.send(f"/comptes/{account(context, email).id}/code")
    assert answer.status_code == 200, answer.text
    found = CODE.search(answer.text)
    assert found
    return found.group()


# A new account and a lost password


def test_a_coordinator_adds_a_helper_who_chooses_her_own_password(chantal: Browser, context: ServiceContext) -> None:
    answer = chantal.send("/comptes", email="Lina@X.example", name="Lina Bélénus", role="helper")
    code = CODE.search(answer.text)
    assert code, answer.text
    lina = Browser(context)
    typed = {"email": "lina@x.example", "code": code.group().lower().replace("-", " "), "password": NEW}
    assert lina.send("/mot-de-passe", **typed).headers["Location"] == "/connexion"
    assert lina.enter("lina@x.example", NEW).status_code == 303
    assert "Lina Bélénus" in lina.get("/compte").text


def test_a_code_serves_once_and_two_days(chantal: Browser, context: ServiceContext) -> None:
    first = code_for(chantal, context, MELISSA)
    second = code_for(chantal, context, MELISSA)
    stranger = Browser(context)
    assert stranger.send("/mot-de-passe", email=MELISSA, code=first, password=NEW).status_code == 401, "replaced"
    with clock.at(NOW + dt.timedelta(hours=49)):
        assert stranger.send("/mot-de-passe", email=MELISSA, code=second, password=NEW).status_code == 401
    assert stranger.send("/mot-de-passe", email=MELISSA, code=second, password=NEW).status_code == 303
    assert stranger.send("/mot-de-passe", email=MELISSA, code=second, password=NEW + "!").status_code == 401


def test_guessing_ends_the_code_and_is_slowed_down(chantal: Browser, context: ServiceContext) -> None:
    code = code_for(chantal, context, MELISSA)
    stranger = Browser(context)
    answers = [stranger.send("/mot-de-passe", email=MELISSA, code="AAAAA-AAAAA", password=NEW).status_code for _ in range(6)]
    assert answers == [401] * 5 + [429]
    with context.database.reading() as db:
        assert db.scalars(select(OneTimeCode)).all() == []
    with clock.at(NOW + dt.timedelta(minutes=16)):
        assert stranger.send("/mot-de-passe", email=MELISSA, code=code, password=NEW).status_code == 401


def test_an_unknown_address_and_a_wrong_code_look_alike(context: ServiceContext) -> None:
    stranger = Browser(context)
    answers = [
        stranger.send("/mot-de-passe", email=email, code="AAAAA-AAAAA", password=NEW).text.replace(email, "")
        for email in (MELISSA, "personne@x.example")
    ]
    assert answers[0] == answers[1]


def test_neither_the_code_nor_the_key_is_kept_as_it_is(chantal: Browser, context: ServiceContext) -> None:
    code = code_for(chantal, context, MELISSA)
    page = chantal.send("/cles", partner="CAF").text
    key = re.search(r"lakou_[0-9a-f]{8}_[\w-]+", page)
    assert key
    with context.database.reading() as db:
        kept = [*db.scalars(select(OneTimeCode.code)), *db.scalars(select(ApiKey.secret))]
    assert not any(secret in str(kept) for secret in (code, code.replace("-", ""), key.group().split("_", 2)[2]))
    assert key.group() not in chantal.get("/cles").text


def test_a_new_password_signs_every_browser_out(chantal: Browser, melissa: Browser, context: ServiceContext) -> None:
    code = code_for(chantal, context, MELISSA)
    assert Browser(context).send("/mot-de-passe", email=MELISSA, code=code, password=NEW).status_code == 303
    assert melissa.get("/compte").status_code == 303


@pytest.mark.parametrize("password", ["court", "aaaaaaaaaaaaaaaa", "ababababababab"])
def test_a_weak_password_is_refused_with_a_cure(melissa: Browser, password: str) -> None:
    answer = melissa.send("/compte/mot-de-passe", old=PASSWORD, password=password)
    assert answer.status_code == 400
    assert "Quatre mots" in answer.text


def test_one_changes_ones_own_password_with_the_old_one(melissa: Browser, context: ServiceContext) -> None:
    other = Browser(context)
    other.enter(MELISSA)
    assert melissa.send("/compte/mot-de-passe", old="autre chose", password=NEW).status_code == 401
    assert melissa.send("/compte/mot-de-passe", old=PASSWORD, password=NEW).status_code == 303
    assert melissa.get("/compte").status_code == 200
    assert other.get("/compte").status_code == 303
    assert other.enter(MELISSA).status_code == 401
    assert other.enter(MELISSA, NEW).status_code == 303


# Closing, opening, roles


def test_a_closed_account_is_out_at_once_and_may_come_back(chantal: Browser, melissa: Browser, context: ServiceContext) -> None:
    here = f"/comptes/{account(context, MELISSA).id}"
    assert chantal.send(here, role="helper").status_code == 303
    assert melissa.get("/compte").status_code == 303
    assert melissa.enter(MELISSA).status_code == 401
    assert "Fermé" in chantal.get("/comptes").text
    chantal.send(here, role="coordinator", active="1")
    assert melissa.enter(MELISSA).status_code == 303
    assert melissa.get("/comptes").status_code == 200, "the new role is hers"


def test_nobody_locks_themselves_out_nor_rises_by_themselves(chantal: Browser, context: ServiceContext) -> None:
    assert chantal.send(f"/comptes/{account(context, CHANTAL).id}", role="helper").status_code == 409
    assert chantal.send(f"/comptes/{account(context, MELISSA).id}", role="operator", active="1").status_code == 403
    assert chantal.send(f"/comptes/{account(context, TECHNIQUE).id}", role="helper", active="1").status_code == 403
    assert chantal.send(f"/comptes/{account(context, TECHNIQUE).id}/code").status_code == 403
    assert chantal.send("/comptes", email="a@x.example", name="A", role="operator").status_code == 400
    assert account(context, CHANTAL).active
    assert (account(context, MELISSA).role, account(context, TECHNIQUE).role) == ("helper", "operator")


def test_a_helper_sees_none_of_it(melissa: Browser) -> None:
    assert [melissa.get(path).status_code for path in ("/comptes", "/cles", "/journal")] == [403] * 3


def test_a_wrong_form_keeps_what_was_typed(chantal: Browser) -> None:
    answer = chantal.send("/comptes", email="pas une adresse", name="Lina", role="helper")
    assert answer.status_code == 400
    assert "pas une adresse" in answer.text
    assert chantal.send("/comptes", email=MELISSA, name="Lina", role="helper").status_code == 409


# Sessions


def test_a_browser_that_nobody_uses_is_signed_out(melissa: Browser) -> None:
    with clock.at(NOW + accounts.IDLE - dt.timedelta(minutes=1)):
        assert melissa.get("/compte").status_code == 200
    with clock.at(NOW + accounts.IDLE + dt.timedelta(hours=2)):
        assert melissa.get("/compte").status_code == 200, "it was used in between"
    with clock.at(NOW + dt.timedelta(hours=13)):
        assert melissa.get("/compte").status_code == 303, "twelve hours in all"


def test_idle_means_that_nobody_asked_for_anything(melissa: Browser) -> None:
    with clock.at(NOW + accounts.IDLE + dt.timedelta(minutes=1)):
        assert melissa.get("/compte").status_code == 303


def test_one_sees_ones_browsers_and_ends_the_others(melissa: Browser, context: ServiceContext) -> None:
    other = Browser(context)
    other.enter(MELISSA)
    page = melissa.get("/compte").text
    assert (page.count("Cet appareil"), page.count("Un autre appareil")) == (1, 1)
    assert melissa.send("/compte/fermer").status_code == 303
    assert (melissa.get("/compte").status_code, other.get("/compte").status_code) == (200, 303)


def test_every_page_has_the_way_out(melissa: Browser) -> None:
    assert 'action="/deconnexion"' in melissa.get("/aide").text


# Partners' keys


def test_a_partner_enters_with_its_key_until_it_is_closed_or_ends(chantal: Browser, context: ServiceContext) -> None:
    made = re.search(r"lakou_[0-9a-f]{8}_[\w-]+", chantal.send("/cles", partner="CAF de la Martinique").text)
    assert made
    program = Browser(context).client
    shown = {"Authorization": f"Bearer {made.group()}"}
    assert "CAF de la Martinique" in program.get("/compte", headers=shown).text
    assert program.get("/comptes", headers=shown).status_code == 403
    for wrong in (made.group()[:-1], made.group() + "x", "lakou_", "lakou_00000000_x", "lakou__"):
        assert program.get("/compte", headers={"Authorization": f"Bearer {wrong}"}).status_code == 303
    with clock.at(NOW + api_keys.GOOD_FOR + dt.timedelta(days=1)):
        assert program.get("/compte", headers=shown).status_code == 303
    with context.database.reading() as db:
        key = db.scalars(select(ApiKey)).one()
    assert key.used_on == NOW.date()
    assert chantal.send(f"/cles/{key.id}/fermer").status_code == 303
    assert program.get("/compte", headers=shown).status_code == 303


# The audit log


def test_the_journal_tells_who_did_what_in_words(chantal: Browser, context: ServiceContext) -> None:
    chantal.send(f"/comptes/{account(context, MELISSA).id}", role="helper")
    Browser(context).enter(MELISSA)
    page = chantal.get("/journal").text
    assert "Compte changé" in page
    assert "Mélissa Orvil" in page
    assert "Mot de passe refusé" in page
    only = chantal.get(f"/journal?compte={account(context, CHANTAL).id}&jour=2026-11-22").text
    assert "Compte changé" in only
    assert "Mot de passe refusé" not in only
    assert "Compte changé" not in chantal.get("/journal?jour=2026-11-21").text


@pytest.mark.parametrize("asked", ["jour=hier", "avant=x", "avant=99999999999999999999", "compte=%00", "jour=9999-99-99"])
def test_a_strange_question_to_the_journal_is_no_error(chantal: Browser, asked: str) -> None:
    assert chantal.get(f"/journal?{asked}").status_code == 200


def test_the_journal_is_paged(chantal: Browser, context: ServiceContext) -> None:
    for _ in range(60):
        use_cases.note(context, use_cases.entry("command line", "operator", "staff add helper"))
    first = chantal.get("/journal")
    following = re.search(r'href="(/journal\?[^"]*avant=\d+)"', first.text)
    assert following
    assert "Entrée" in chantal.get(following.group(1).replace("&amp;", "&")).text
