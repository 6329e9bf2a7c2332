"""Batches in a file, for a node without any network, signed as a whole.

`LAKOU 1` and a line feed, one line of JSON, then each batch after its length (4 bytes, big-endian), a length of zero, and a
signature (ECDSA or RSA) of the SHA-256 of all that. A file that was cut, changed or put together from others is refused as a whole.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

import orjson
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

from lakou.node.batches import MAX_COMPRESSED_BYTES
from lakou.node.wire import certificates

MAGIC = b"LAKOU 1\n"
MAX_HEADER = 4096
MAX_SIGNATURE = 1024  # RSA of 8192 bits


class BadFile(ValueError):
    """Raised for a file that is not whole or not signed by who it says; the text holds nothing of its content."""


class _Hashing:
    """Reads or writes a file, and hashes what went by."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._hash = file, hashlib.sha256()

    def write(self, data: bytes) -> None:
        self._hash.update(data)
        self._file.write(data)

    def read(self, size: int) -> bytes:
        """Exactly `size` bytes. Raises BadFile."""
        data = self._file.read(size)
        if len(data) != size:
            raise BadFile("cut short")
        self._hash.update(data)
        return data

    def line(self, most: int) -> bytes:
        data = self._file.readline(most)
        if not data.endswith(b"\n"):
            raise BadFile("no header")
        self._hash.update(data)
        return data

    def digest(self) -> bytes:
        return self._hash.digest()


def write(file: BinaryIO, header: dict[str, Any], batches: Iterable[bytes], key: bytes) -> None:
    """Write and sign. `key` is a PEM private key."""
    out = _Hashing(file)
    out.write(MAGIC + orjson.dumps(header) + b"\n")
    for batch in batches:
        out.write(len(batch).to_bytes(4, "big") + batch)
    out.write(bytes(4))
    signer, hashed = certificates.load_key(key), utils.Prehashed(hashes.SHA256())
    if isinstance(signer, rsa.RSAPrivateKey):
        file.write(signer.sign(out.digest(), padding.PKCS1v15(), hashed))
    else:
        file.write(signer.sign(out.digest(), ec.ECDSA(hashed)))


def header_of(file: BinaryIO) -> dict[str, Any]:
    """What the file says to be, before its signature is checked. Raises BadFile."""
    file.seek(0)
    return _header(_Hashing(file))


def check(file: BinaryIO, certificate: bytes) -> None:
    """Raises BadFile unless the whole file was signed with the key of this PEM certificate."""
    for _ in _walk(file, certificate):
        pass


def batches(file: BinaryIO) -> Iterator[bytes]:
    """The batches of a file that was checked."""
    yield from _walk(file, None)


def _walk(file: BinaryIO, certificate: bytes | None) -> Iterator[bytes]:
    file.seek(0)
    taken = _Hashing(file)
    _header(taken)
    while length := int.from_bytes(taken.read(4), "big"):
        if length > MAX_COMPRESSED_BYTES:
            raise BadFile("a batch is too large")
        yield taken.read(length)
    if certificate is not None:
        _verify(taken.digest(), file.read(MAX_SIGNATURE + 1), certificate)


def _header(taken: _Hashing) -> dict[str, Any]:
    if taken.line(len(MAGIC)) != MAGIC:
        raise BadFile("not a file of Lakou")
    try:
        header = orjson.loads(taken.line(MAX_HEADER))
    except ValueError as error:
        raise BadFile("no header") from error
    if not isinstance(header, dict):
        raise BadFile("no header")
    return header


def _verify(digest: bytes, signature: bytes, certificate: bytes) -> None:
    key, hashed = x509.load_pem_x509_certificate(certificate).public_key(), utils.Prehashed(hashes.SHA256())
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, digest, ec.ECDSA(hashed))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, digest, padding.PKCS1v15(), hashed)
        else:
            raise BadFile("signed by a key of another kind")
    except InvalidSignature as error:
        raise BadFile("changed on the way, or not signed by who it says") from error
