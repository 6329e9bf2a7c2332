"""Pages over TLS: one port for both, a certificate that is renewed by itself, an authority that may do nothing else."""

import contextlib
import dataclasses
import datetime as dt
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from werkzeug.test import Client

from lakou.kernel import clock, settings
from lakou.kernel.settings import Settings, SettingsError
from lakou.node.examining import protected
from lakou.node.node import Node
from lakou.node.tls import authority
from lakou.node.tls.shown import Shown
from lakou.node.wire import certificates
from tests.ports import free_port
from tests.processes import Program

HOST = "lakou.maripasoula.test"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """A node with a certificate; its port and the file that phones install."""
    folder, port = tmp_path_factory.mktemp("tls"), free_port()
    made = authority.make(folder / "var", [HOST, "127.0.0.1"])
    config = folder / "node.toml"
    config.write_text(
        f'name = "guyane"\nport = {port}\ntls_certificate = "var/keys/tls/node.pem"\ntls_key = "var/keys/tls/node.key"\n'
    )
    with Program([Path(__file__).parents[2] / ".venv/bin/lakou", "run", "--config", config], log=folder / "log") as program:
        program.wait_ready(f"http://127.0.0.1:{port}/readyz", 60)
        yield port, made.authority


def test_one_port_speaks_both(running: tuple[int, Path]) -> None:
    port, trusted = running
    protected = requests.get(f"https://127.0.0.1:{port}/connexion", verify=str(trusted), timeout=20)
    plain = requests.get(f"http://127.0.0.1:{port}/connexion", timeout=20)
    assert (protected.status_code, plain.status_code) == (200, 200)
    assert "Strict-Transport-Security" in protected.headers
    assert "Strict-Transport-Security" not in plain.headers


def test_who_comes_protected_gets_a_cookie_for_there_alone(running: tuple[int, Path]) -> None:
    port, trusted = running
    installed = requests.get(f"https://127.0.0.1:{port}/installer", verify=str(trusted), timeout=20)
    assert "C’est fait" in installed.text


def test_a_stranger_is_not_trusted_and_stops_nobody(running: tuple[int, Path]) -> None:
    port, _ = running
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(f"https://127.0.0.1:{port}/", timeout=20)
    with socket.create_connection(("127.0.0.1", port), timeout=20) as broken:
        broken.sendall(b"\x16not a handshake" * 50)
        with contextlib.suppress(ConnectionResetError):
            assert broken.recv(100)[:1] in (b"\x15", b"")  # an alert, or nothing
    with socket.create_connection(("127.0.0.1", port)):  # who says nothing is waited for, beside the others
        assert requests.get(f"http://127.0.0.1:{port}/healthz", timeout=20).text == "ok\n"


def test_an_old_protocol_is_refused(running: tuple[int, Path]) -> None:
    port, trusted = running
    context = ssl.create_default_context(cafile=str(trusted))
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection, pytest.raises(ssl.SSLError):
        context.wrap_socket(connection, server_hostname="127.0.0.1")


def test_a_phone_finds_the_certificate_and_its_fingerprint(running: tuple[int, Path]) -> None:
    port, trusted = running
    page = requests.get(f"http://127.0.0.1:{port}/installer", timeout=20).text
    file = requests.get(f"http://127.0.0.1:{port}/installer/lakou.crt", timeout=20)
    assert certificates.fingerprint(trusted.read_bytes()) in page
    assert f"https://{HOST}:{port}/" in page
    assert 'src="data:image/svg+xml' in page
    assert (file.content, file.headers["Content-Type"]) == (trusted.read_bytes(), "application/x-x509-ca-cert")


def test_without_a_certificate_the_page_says_what_to_do(tmp_path: Path) -> None:
    node = Node(Settings(name="guyane", port=0, data=tmp_path))
    node.migrate()
    client = Client(node.app)
    assert "lakou tls make" in client.get("/installer").text
    assert client.get("/installer/lakou.crt").status_code == 404
    for context in node.contexts():
        context.database.dispose()


def test_the_authority_certifies_its_own_names_and_no_others(tmp_path: Path) -> None:
    """A phone that trusts it must not be fooled with it elsewhere: OpenSSL, as browsers do, refuses such a certificate."""
    made = authority.make(tmp_path, [HOST])
    signer = certificates.Certificate(made.authority.read_bytes(), made.authority_key.read_bytes())
    bank = certificates.for_pages(signer, ["banque.example"])
    assert handshake(made.authority, made.certificate, made.key, HOST) == "trusted"
    (tmp_path / "bank.pem").write_bytes(bank.certificate)
    (tmp_path / "bank.key").write_bytes(bank.key)
    assert "permitted subtree" in handshake(made.authority, tmp_path / "bank.pem", tmp_path / "bank.key", "banque.example")


def handshake(trusted: Path, certificate: Path, key: Path, host: str) -> str:
    """In memory: `trusted`, or why not."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    here, there = ssl.MemoryBIO(), ssl.MemoryBIO()
    asks = ssl.create_default_context(cafile=str(trusted)).wrap_bio(here, there, server_hostname=host)
    answers = server.wrap_bio(there, here, server_side=True)
    for end in (asks, answers, asks, answers):
        try:
            end.do_handshake()
        except ssl.SSLWantReadError:
            continue
        except ssl.SSLCertVerificationError as error:
            return error.verify_message
    return "trusted"


def test_making_it_again_needs_nothing_new_on_the_phones(tmp_path: Path) -> None:
    first = authority.make(tmp_path, [HOST]).authority.read_bytes()
    again = authority.make(tmp_path, [HOST])
    assert again.authority.read_bytes() == first
    assert authority.make(tmp_path, ["autre.lan"]).authority.read_bytes() != first
    assert {path.stat().st_mode & 0o777 for path in again.folder.iterdir()} == {0o400}


def test_a_certificate_of_ours_is_renewed_before_it_ends(tmp_path: Path) -> None:
    made = authority.make(tmp_path, [HOST])
    shown = Shown(made.certificate, made.key, tmp_path)
    before, context = made.certificate.read_bytes(), shown.context()
    with clock.at(clock.now() + dt.timedelta(days=380)):
        assert shown.context() is not context
    assert made.certificate.read_bytes() != before
    assert certificates.hosts_of(made.certificate.read_bytes()) == [HOST]


def test_a_certificate_that_becomes_unusable_leaves_the_last_good_one(tmp_path: Path) -> None:
    made = authority.make(tmp_path, [HOST])
    shown = Shown(made.certificate, made.key, tmp_path)
    good = shown.context()
    made.certificate.unlink()
    assert shown.context() is good
    with pytest.raises(OSError):
        Shown(made.certificate, made.key, tmp_path)


def test_the_doctor_says_until_when_it_is_good(tmp_path: Path) -> None:
    made = authority.make(tmp_path, [HOST])
    bare = Settings(name="guyane", port=0, data=tmp_path)
    with_one = Node(dataclasses.replace(bare, tls_certificate=str(made.certificate), tls_key=str(made.key)))
    for days, well in ((0, True), (380, None), (393, False)):
        with clock.at(clock.now() + dt.timedelta(days=days)):
            assert [finding.well for finding in protected.examine(with_one)] == [well]
    assert [finding.well for finding in protected.examine(Node(bare))] == [None]
    made.certificate.unlink()
    assert [finding.well for finding in protected.examine(with_one)] == [False]


def test_a_certificate_and_its_key_go_together(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        settings.from_mapping({"name": "guyane", "port": 1, "tls_certificate": "x.pem"}, tmp_path)
    read = settings.from_mapping({"name": "guyane", "port": 1, "tls_certificate": "x.pem", "tls_key": "x.key"}, tmp_path)
    assert read.tls_certificate == str(tmp_path / "x.pem")
