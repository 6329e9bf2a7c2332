from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.kernel.web_kit import Yard


@pytest.fixture
def document(tmp_path: Path) -> dict[str, Any]:
    found: dict[str, Any] = Yard(tmp_path).ask("GET", "/yard/api/openapi.json").get_json()
    return found


def test_the_document_is_valid_openapi(document: dict[str, Any]) -> None:
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_every_door_of_the_api_is_described_and_no_page(document: dict[str, Any]) -> None:
    doors = {(method, path) for path, methods in document["paths"].items() for method in methods}
    assert doors == {
        ("post", "/boxes"),
        ("get", "/boxes"),
        ("get", "/boxes/{id}"),
        ("patch", "/boxes/{id}"),
        ("get", "/broken"),
        ("get", "/wrong"),
    }


def test_a_door_says_who_passes_and_what_it_takes(document: dict[str, Any]) -> None:
    door = document["paths"]["/boxes"]["post"]
    assert door["x-roles"] == ["helper"]
    assert door["security"] == [{"token": []}]
    assert "security" not in document["paths"]["/broken"]["get"]
    assert list(door["responses"]) == ["201", "default"]
    taken = door["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    assert document["components"]["schemas"][taken.rsplit("/", 1)[-1]]["required"] == ["label"]
