"""A coordinator closes an account: it is out of every process of the node at once, wherever its services run."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.journeys.federation import LAKOU
from tests.journeys.test_a_service_away import SplitNode

pytestmark = [pytest.mark.slow, pytest.mark.broker]

PASSWORD = "quatre mots bien choisis"


@pytest.fixture
def split(tmp_path: Path, amqp_url: str) -> Iterator[SplitNode]:
    node = SplitNode(tmp_path, amqp_url)
    with node.everyday, node.reporting:
        node.everyday.wait_ready(f"{node.urls['everyday']}/readyz")
        node.reporting.wait_ready(f"{node.urls['reporting']}/readyz")
        yield node


def enter(split: SplitNode, login: str, role: str) -> requests.Session:
    """A new account, in a browser of its own."""
    command = [LAKOU, "staff", "add", "--config", split.folder / "everyday.toml", "--email", f"{login}@x.example"]
    options = ["--name", login, "--role", role, "--password-stdin"]
    subprocess.run([*map(str, command), *options], input=PASSWORD, text=True, check=True, timeout=60, capture_output=True)
    browser = requests.Session()
    form = {"email": f"{login}@x.example", "password": PASSWORD}
    answer = browser.post(f"{split.urls['everyday']}/connexion", data=form, timeout=20, allow_redirects=False)
    assert answer.status_code == 303
    return browser


def status(browser: requests.Session, url: str) -> int:
    return browser.get(f"{url}/compte", timeout=20, allow_redirects=False).status_code


def test_it_is_out_of_every_service(split: SplitNode) -> None:
    chantal, melissa = enter(split, "chantal", "coordinator"), enter(split, "melissa", "helper")
    assert [status(melissa, url) for url in split.urls.values()] == [200, 200]
    everyday = split.urls["everyday"]
    page = chantal.get(f"{everyday}/comptes", timeout=20).text
    here = page.split(">melissa<")[0].rsplit('href="', 1)[1].split('"')[0]
    csrf = page.split('name="csrf" value="')[1].split('"')[0]
    closed = chantal.post(f"{everyday}{here}", data={"role": "helper", "csrf": csrf}, timeout=20, allow_redirects=False)
    assert closed.status_code == 303
    assert [status(melissa, url) for url in split.urls.values()] == [303, 303]
