"""A file of facts is taken whole and from the right hand, or not at all."""

import io
from collections.abc import Callable

import pytest

from lakou.node.wire import certificates, files

AUTHORITY = certificates.new_authority("Lakou hub")
NODE = certificates.for_node(AUTHORITY, "maripasoula.1")
BATCHES = [b"first", b"second" * 1000]


def written(key: bytes = NODE.key) -> bytes:
    out = io.BytesIO()
    files.write(out, {"kind": "facts", "node": "maripasoula"}, BATCHES, key)
    return out.getvalue()


def test_what_was_written_is_read() -> None:
    file = io.BytesIO(written())
    files.check(file, NODE.certificate)
    assert files.header_of(file)["node"] == "maripasoula"
    assert list(files.batches(file)) == BATCHES


SPOILED: dict[str, Callable[[bytes], bytes]] = {
    "cut in the middle": lambda whole: whole[: len(whole) // 2],
    "cut at the signature": lambda whole: whole[:-10],
    "one bit changed": lambda whole: whole[:100] + bytes([whole[100] ^ 1]) + whole[101:],
    "another node in the header": lambda whole: whole.replace(b"maripasoula", b"martinique1", 1),
    "something appended": lambda whole: whole + b"x" * 300,
    "signed by another key": lambda _whole: written(certificates.for_node(AUTHORITY, "other.1").key),
    "another kind of file": lambda whole: b"PK" + whole,
    "a header without end": lambda _whole: files.MAGIC + b"{" * 100_000,
    "a header that is a list": lambda _whole: files.MAGIC + b"[]\n" + bytes(4),
    "a batch of 4 GiB": lambda _whole: files.MAGIC + b"{}\n" + b"\xff" * 100,
    "empty": lambda _whole: b"",
}


@pytest.mark.parametrize("how", SPOILED)
def test_a_spoiled_file_is_refused(how: str) -> None:
    with pytest.raises(files.BadFile):
        files.check(io.BytesIO(SPOILED[how](written())), NODE.certificate)
