"""The authority that signs, the hub's own or the operator's; and when what it signed must be made anew."""

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.x509.oid import NameOID

from lakou.kernel import clock
from lakou.kernel.settings import Settings
from lakou.node.examining import line
from lakou.node.node import Node
from lakou.node.wire import certificates, files
from lakou.node.wire.admitted import Admitted
from lakou.node.wire.certificates import Certificate

PLACE = {"territory": "973", "association": "Les Voisins"}


def of_the_house(
    *, ca: bool = True, days: int = 3650, issuer: str = "Maison", key: rsa.RSAPrivateKey | None = None, password: bytes = b""
) -> Certificate:
    """An authority as an operator may have one: RSA, with names of its own kind."""
    key = key or rsa.generate_private_key(65537, 2048)
    now = clock.now()
    names = [x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, each)]) for each in ("Maison", issuer)]
    builder = x509.CertificateBuilder().subject_name(names[0]).issuer_name(names[1]).public_key(key.public_key())
    builder = builder.serial_number(7).not_valid_before(now).not_valid_after(now + dt.timedelta(days=days))
    builder = builder.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    locked = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    pem = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    return Certificate(pem, key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked))


def test_an_authority_of_the_house_signs_nodes_and_files(tmp_path: Path) -> None:
    hub = Admitted(tmp_path)
    ours = hub.admit("oiapoque", PLACE, renew=False)
    assert hub.take_authority(of_the_house()) == ["oiapoque"], "whose certificate is to be made anew"
    theirs = hub.admit("oiapoque", PLACE, renew=False)
    assert theirs.certificate != ours.certificate
    assert certificates.is_signed_by(theirs, hub.authority())
    assert hub.admit("oiapoque", PLACE, renew=False) == theirs, "and no other one after that"
    out = io.BytesIO()
    files.write(out, {"kind": "ack"}, [b"answer"], hub.authority().key)
    files.check(out, hub.authority().certificate)


def test_the_same_authority_again_changes_nothing(tmp_path: Path) -> None:
    hub, given = Admitted(tmp_path), of_the_house()
    hub.take_authority(given)
    mine = hub.admit("oiapoque", PLACE, renew=False)
    assert hub.take_authority(given) == []
    assert hub.admit("oiapoque", PLACE, renew=False) == mine


def test_nothing_outlives_its_authority(tmp_path: Path) -> None:
    hub, given = Admitted(tmp_path), of_the_house(days=90)
    hub.take_authority(given)
    mine = hub.admit("oiapoque", PLACE, renew=False)
    assert certificates.expires_at(mine.certificate) <= certificates.expires_at(given.certificate)


def other_kind() -> Certificate:
    key = ed25519.Ed25519PrivateKey.generate()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return Certificate(of_the_house().certificate, pem)


WRONG: dict[str, Callable[[], Certificate]] = {
    "the key is not that": lambda: Certificate(of_the_house().certificate, of_the_house().key),
    "not the certificate of an authority": lambda: of_the_house(ca=False),
    "not a root": lambda: of_the_house(issuer="Une autre"),
    "ends within": lambda: of_the_house(days=10),
    "locked with a password": lambda: of_the_house(password=b"secret"),
    "neither an RSA": other_kind,
    "PEM": lambda: Certificate(b"not PEM", b"not PEM"),
}


@pytest.mark.parametrize("why", WRONG)
def test_an_authority_that_will_not_do_is_refused_and_the_old_one_stays(why: str, tmp_path: Path) -> None:
    hub = Admitted(tmp_path)
    before = hub.authority()
    with pytest.raises(ValueError, match=why):
        hub.take_authority(WRONG[why]())
    assert hub.authority() == before


def test_a_certificate_that_ends_soon_is_made_anew_by_the_next_admission(tmp_path: Path) -> None:
    hub = Admitted(tmp_path)
    first = hub.admit("oiapoque", PLACE, renew=False)
    with clock.at(clock.now() + dt.timedelta(days=375)):
        assert hub.admit("oiapoque", PLACE, renew=False) != first


@pytest.mark.parametrize(("days_left", "well"), [(40, True), (20, None), (5, False), (-1, False)])
def test_the_doctor_says_it_thirty_days_before_and_insists_in_the_last_week(
    days_left: int, well: bool | None, tmp_path: Path
) -> None:
    made = Node(Settings(name="hub", port=0, data=tmp_path))
    Admitted(tmp_path / "keys" / "link").admit("oiapoque", PLACE, renew=False)
    with clock.at(clock.now() + certificates.LIFETIME - dt.timedelta(days=days_left)):
        found = {each.about: each.well for each in line.examine(made)}
    assert found == {"autorité de la liaison": True, "liaison oiapoque": well}
