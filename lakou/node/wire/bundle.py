"""What the hub hands to a node so that it can join: one file to carry over by hand, since it holds the node's private key."""

import dataclasses
import re
from pathlib import Path

import orjson
from marshmallow import RAISE, Schema, ValidationError, fields, validate

from lakou.contracts import territories
from lakou.node.wire.certificates import Certificate

FORMAT = 1
MAX_BYTES = 64 * 1024
NODE_NAME = re.compile(r"[a-z][a-z0-9-]{1,38}[a-z0-9]")
HOST = re.compile(r"|[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?|[0-9a-f:.]{2,45}", re.IGNORECASE)


class BadBundle(ValueError):
    """Raised for a file that is no bundle; the text says which part is wrong and holds no secret."""


@dataclasses.dataclass(frozen=True)
class Bundle:
    """Where the hub's broker is (no host: nowhere), and what to show there.

    `authority` is the PEM certificate that the broker's own is checked against.
    """

    node: str
    territory: str
    association: str
    host: str
    port: int
    authority: bytes
    mine: Certificate

    @property
    def url(self) -> str:
        """Where facts go; empty when the hub has no broker, and files are carried by hand."""
        if not self.host:
            return ""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"amqps://{host}:{self.port}/{self.node}"


class BundleSchema(Schema):
    """The file, JSON."""

    class Meta:
        unknown = RAISE

    format = fields.Integer(required=True, strict=True, validate=validate.Equal(FORMAT))
    node = fields.String(required=True, validate=validate.Regexp(rf"{NODE_NAME.pattern}\Z"))
    territory = fields.String(required=True, validate=validate.OneOf([each.code for each in territories.TERRITORIES]))
    association = fields.String(required=True, validate=validate.Length(1, 100))
    host = fields.String(required=True, validate=validate.Regexp(rf"({HOST.pattern})\Z", re.IGNORECASE))
    port = fields.Integer(required=True, strict=True, validate=validate.Range(0, 65535))
    authority = fields.String(required=True, validate=validate.Length(1, 8000))
    certificate = fields.String(required=True, validate=validate.Length(1, 8000))
    key = fields.String(required=True, validate=validate.Length(1, 8000))


def write(bundle: Bundle) -> bytes:
    """The bytes of the file."""
    content = {
        "format": FORMAT,
        "node": bundle.node,
        "territory": bundle.territory,
        "association": bundle.association,
        "host": bundle.host,
        "port": bundle.port,
        "authority": bundle.authority.decode(),
        "certificate": bundle.mine.certificate.decode(),
        "key": bundle.mine.key.decode(),
    }
    return orjson.dumps(content, option=orjson.OPT_INDENT_2)


def read(path: Path) -> Bundle:
    """The bundle in a file. Raises BadBundle."""
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise BadBundle("the file is too large")
    try:
        content = BundleSchema().load(orjson.loads(data))
    except ValidationError as error:
        raise BadBundle(f"wrong: {', '.join(sorted(map(str, error.messages_dict)))}") from error
    except ValueError as error:
        raise BadBundle("the file is not JSON") from error
    mine = Certificate(content["certificate"].encode(), content["key"].encode())
    place = (content["node"], content["territory"], content["association"], content["host"], content["port"])
    return Bundle(*place, content["authority"].encode(), mine)
