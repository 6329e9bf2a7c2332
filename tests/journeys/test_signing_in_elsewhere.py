"""A provider that hangs holds up only who asked for it: the node goes on answering everybody else."""

import threading
from pathlib import Path

import pytest
import requests

from lakou.kernel.settings import Settings
from lakou.node.federation import write_settings
from tests.faults.link.rig import Machine, lakou
from tests.portal.provider import CLIENT, SECRET, Provider
from tests.ports import free_port

pytestmark = pytest.mark.slow


def test_a_provider_that_hangs_holds_nobody_else_up(tmp_path: Path) -> None:
    provider, port, config = Provider(), free_port(), tmp_path / "node.toml"
    base = f"http://127.0.0.1:{port}"
    given = {"oidc_issuer": provider.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET, "public_url": base}
    write_settings(Settings(name="martinique", port=port, data=tmp_path / "data", **given), config)  # type: ignore[arg-type]
    machine, browser = Machine(config, port), requests.Session()
    machine.start()
    try:
        lakou("staff", "add", "--config", config, "--email", "melissa@x.example", "--name", "Mélissa", "--role", "helper")
        provider.answering.clear()
        found: list[requests.Response] = []
        leaving = threading.Thread(
            target=lambda: found.append(browser.get(f"{base}/connexion/fournisseur", allow_redirects=False, timeout=30))
        )
        leaving.start()
        assert provider.asked.wait(10)
        assert requests.get(f"{base}/aide", timeout=5).status_code == 200, "while the provider is silent"
        assert not found
        provider.answering.set()
        leaving.join()
        back = provider.consent(found[0].headers["Location"])
        entered = browser.get(f"{base}/connexion/retour", params={**back}, timeout=30)
        assert entered.status_code == 200
        assert "Mélissa" in browser.get(f"{base}/compte", timeout=10).text
    finally:
        machine.program.kill()
        provider.stop()
