"""Certificates of the link: the hub's own authority, its broker's certificate, and one for each node. PEM in and out.

P-256 and SHA-256, so that the Erlang of Debian 12 and every later one read them. A node is known to the broker by the common name
of its certificate; a new certificate has a new common name, so that an old one can be shut out for good.
"""

import dataclasses
import datetime as dt
import ipaddress
from collections.abc import Sequence

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from lakou.kernel import clock

AUTHORITY_LIFETIME = dt.timedelta(days=3650)
LIFETIME = dt.timedelta(days=397)
RENEW_BEFORE = dt.timedelta(days=30)
SigningKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclasses.dataclass(frozen=True)
class Certificate:
    """A certificate and its private key, PEM."""

    certificate: bytes
    key: bytes


def new_authority(name: str, *, only: Sequence[str] = ()) -> Certificate:
    """An authority of our own; `only` names the hosts that it may certify, any when empty."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(_name(name), key.public_key(), _name(name), AUTHORITY_LIFETIME)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(signs_certificates=True), critical=True)
    if only:
        limits = x509.NameConstraints([_constraint(host) for host in only], None)
        builder = builder.add_extension(limits, critical=True)
    return Certificate(_pem(builder.sign(key, hashes.SHA256())), _key_pem(key))


def for_node(authority: Certificate, common_name: str) -> Certificate:
    """What a node shows to the hub's broker."""
    return _issue(authority, common_name, ExtendedKeyUsageOID.CLIENT_AUTH)


def for_broker(authority: Certificate, host: str) -> Certificate:
    """What the hub's broker shows to the nodes; `host` is a name or an IP address."""
    return _issue(authority, host, ExtendedKeyUsageOID.SERVER_AUTH, _alternative(host))


def for_pages(authority: Certificate, hosts: Sequence[str]) -> Certificate:
    """What a node shows to browsers at its host names; the first is its own name."""
    return _issue(authority, hosts[0], ExtendedKeyUsageOID.SERVER_AUTH, *map(_alternative, hosts))


def hosts_of(certificate: bytes) -> list[str]:
    """The host names and addresses that a certificate is for."""
    extensions = x509.load_pem_x509_certificate(certificate).extensions
    try:
        names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    return [*names.get_values_for_type(x509.DNSName), *map(str, names.get_values_for_type(x509.IPAddress))]


def may_certify(authority: bytes, hosts: Sequence[str]) -> bool:
    """Whether an authority of ours was made for all these hosts, and lives long enough."""
    extensions = x509.load_pem_x509_certificate(authority).extensions
    try:
        limits = extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    except x509.ExtensionNotFound:
        return False
    return all(_constraint(host) in limits for host in hosts) and expires_at(authority) - clock.now() > LIFETIME


def fingerprint(certificate: bytes) -> str:
    """SHA-256 in pairs, as telephones show it."""
    digest = x509.load_pem_x509_certificate(certificate).fingerprint(hashes.SHA256()).hex().upper()
    return " ".join(digest[at : at + 2] for at in range(0, len(digest), 2))


def expires_at(certificate: bytes) -> dt.datetime:
    """When a certificate ends, UTC."""
    return x509.load_pem_x509_certificate(certificate).not_valid_after_utc


def common_name(certificate: bytes) -> str:
    """Whose certificate it is."""
    found = x509.load_pem_x509_certificate(certificate).subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value)


def load_key(key: bytes) -> SigningKey:
    """A private key that may sign. Raises ValueError for another kind, or one with a password."""
    try:
        loaded = serialization.load_pem_private_key(key, None)
    except TypeError as error:
        raise ValueError("the key is locked with a password") from error
    if not isinstance(loaded, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise ValueError("neither an RSA nor an elliptic curve key")
    return loaded


def check_authority(given: Certificate) -> None:
    """Whether an operator's own authority can be that of the link. Raises ValueError that says what is wrong."""
    certificate, key = x509.load_pem_x509_certificate(given.certificate), load_key(given.key)
    if key.public_key() != certificate.public_key():
        raise ValueError("the key is not that of the certificate")
    if certificate.issuer != certificate.subject:
        raise ValueError("not a root authority: nodes could not check it")
    try:
        is_authority = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        is_authority = False
    if not is_authority:
        raise ValueError("not the certificate of an authority")
    if certificate.not_valid_after_utc - clock.now() < RENEW_BEFORE:
        raise ValueError("it ends within thirty days")


def is_signed_by(mine: Certificate, authority: Certificate) -> bool:
    """Whether this authority made a certificate."""
    try:
        x509.load_pem_x509_certificate(mine.certificate).verify_directly_issued_by(
            x509.load_pem_x509_certificate(authority.certificate)
        )
    except (ValueError, InvalidSignature):
        return False
    return True


def is_due(certificate: bytes) -> bool:
    """Whether a certificate is to be renewed now."""
    return expires_at(certificate) - clock.now() < RENEW_BEFORE


def _issue(authority: Certificate, name: str, purpose: x509.ObjectIdentifier, *hosts: x509.GeneralName) -> Certificate:
    signer = load_key(authority.key)
    issuer = x509.load_pem_x509_certificate(authority.certificate)
    lifetime = min(LIFETIME, issuer.not_valid_after_utc - clock.now())
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(_name(name), key.public_key(), issuer.subject, lifetime)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(signs_certificates=False), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    builder = builder.add_extension(identifier, critical=False)
    if hosts:
        builder = builder.add_extension(x509.SubjectAlternativeName(hosts), critical=False)
    return Certificate(_pem(builder.sign(signer, hashes.SHA256())), _key_pem(key))


def _builder(
    name: x509.Name, public_key: ec.EllipticCurvePublicKey, issuer: x509.Name, lifetime: dt.timedelta
) -> x509.CertificateBuilder:
    now = clock.now()
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))  # clocks of small machines are not exact
        .not_valid_after(now + lifetime)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _constraint(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_network(host))
    except ValueError:
        return x509.DNSName(host)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
