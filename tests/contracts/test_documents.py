"""The generated documents are valid for others' tools, and refuse what nobody explained."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from jsonschema import Draft7Validator  # type: ignore[import-untyped]
from openapi_spec_validator import OpenAPIV31SpecValidator

from lakou.node.documents import asyncapi, metrics, openapi, settings

SCHEMAS = Path(__file__).resolve().parents[1] / "data" / "schemas"


def test_the_asyncapi_document_is_valid() -> None:
    validator = Draft7Validator(orjson.loads((SCHEMAS / "asyncapi-3.0.0.json").read_bytes()))
    document = asyncapi.document()
    assert [error.message[:200] for error in validator.iter_errors(document)] == []
    broken = document | {"channels": {"local": {"adress": 7}}}
    assert not validator.is_valid(broken), "the validator must be able to refuse"


def test_every_event_is_said_by_its_service() -> None:
    document = asyncapi.document()
    said = {
        message["$ref"].rsplit("/", 1)[-1]
        for operation in document["operations"].values()
        if operation["action"] == "send"
        for message in operation["messages"]
    }
    assert said == set(document["components"]["messages"])


DESCRIBED: dict[str, dict[str, Any]] = openapi.described()


@pytest.mark.parametrize("service", sorted(DESCRIBED))
def test_the_api_of_a_service_is_valid_openapi(service: str) -> None:
    assert [str(error)[:200] for error in OpenAPIV31SpecValidator(DESCRIBED[service]).iter_errors()] == []


@pytest.mark.parametrize("service", sorted(DESCRIBED))
def test_a_schema_has_one_name_in_the_document(service: str) -> None:
    names = list(DESCRIBED[service]["components"]["schemas"])
    assert [name for name in names if name[-1].isdigit()] == [], "a name with a number is one that was taken twice"


def test_a_setting_that_nobody_explained_breaks_the_build_and_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    source = 'class Settings:\n    name: str\n    """Node name."""\n    door: bool = False\n    port: int = 1\n    """Port."""\n'
    assert settings.sentences(source) == {"name": "Node name.", "door": "", "port": "Port."}
    monkeypatch.setattr(settings, "sentences", lambda _source: {})
    with pytest.raises(settings.NoSentence, match=r"write a sentence in quotes below it .* make contracts"):
        settings.page()


def test_every_metric_says_what_it_means_and_has_our_prefix() -> None:
    found = metrics.declared()
    assert len(found) > 20
    assert [name for name, _, _, meaning in found if not name.startswith("lakou_") or len(meaning) < 10] == []
