"""Every operation of the four OpenAPI documents, with requests that fit its schema and requests that do not: no 5xx, and every
answer is one that the document describes. `make test` asks the same few each time; `make faults` asks 10,000 times in all, with
new ones each time, and a run is repeated by its seed.
"""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from werkzeug.test import TestResponse

from lakou.node.documents import openapi as apis
from tests.fuzz.examples import EXAMPLES
from tests.fuzz.yard import Yard

pytestmark = pytest.mark.slow

IN_ALL = 10_000
A_FEW = 5
ALWAYS = 1957
PLACES = [("martinique", "enrollment"), ("martinique", "sessions"), ("martinique", "reporting"), ("martinique", "notifications"),
          ("hub", "reporting")]  # fmt: skip


@pytest.fixture(params=PLACES, ids=" ".join)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Yard, str]]:
    name, service = request.param
    yard = Yard(tmp_path, name, seed_of(request))
    yard.furnish()
    yield yard, service
    yard.close()


def seed_of(request: pytest.FixtureRequest) -> int:
    """The one asked for; by chance in the long run only, since a change that is right must not be refused by chance."""
    by_chance = random.SystemRandom().randrange(10_000) if request.node.get_closest_marker("long") else ALWAYS
    return int(request.config.getoption("--seed") or by_chance)


def test_a_few_requests_of_every_operation(place: tuple[Yard, str]) -> None:
    knock(*place, A_FEW)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_ten_thousand_requests_in_all(place: tuple[Yard, str]) -> None:
    documents = apis.described()
    operations = sum(len(list(schema(documents[service]).get_all_operations())) for _, service in PLACES)
    knock(*place, -(-IN_ALL // operations))


def schema(document: dict[str, Any]) -> Any:
    return schemathesis.openapi.from_dict(document)


def knock(yard: Yard, service: str, times: int) -> None:
    """So many requests of each operation."""
    document = yard.document(service)
    wrong = []
    for found in schema(document).get_all_operations():
        operation = found.ok()
        wrong += ask(yard, service, operation, Judge(document, operation.path, operation.method), times)
        yard.settle()
    assert not wrong, "\n\n".join([f"SEED={yard.seed} repeats this run", *wrong])


def ask(yard: Yard, service: str, operation: Any, judge: "Judge", times: int) -> list[str]:
    """What was answered wrongly, each mistake once. What was made by one request is there for the next."""
    wrong: dict[str, str] = {}

    @seed(yard.seed)
    @settings(
        max_examples=times,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    @given(case=cases(operation), mixed=st.booleans())
    def request(case: Any, mixed: bool) -> None:
        told, answer = send(yard, service, case, mixed=mixed)
        if complaint := judge(answer):
            wrong.setdefault(complaint[:60], f"{told}\n  {complaint}")
        yard.learn(operation.path, answer)

    request()
    return list(wrong.values())


def cases(operation: Any) -> Any:
    """Requests that fit the schema, and requests that do not; some operations take nothing that could be wrong."""
    fitting = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    if not (operation.body or operation.query or operation.path_parameters):
        return fitting
    return st.one_of(fitting, operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))


def send(yard: Yard, service: str, case: Any, *, mixed: bool) -> tuple[str, TestResponse]:
    """As it was generated, or mixed into an example: ids are most often of things that are there."""
    known = [body for method, path, body in EXAMPLES[service] if (method, path) == (case.method.upper(), case.path)]
    if mixed and known and isinstance(case.body, dict):
        changed = {name: case.body[name] for name in case.body if yard.chance.random() < 0.4}
        case.body = yard.filled({**yard.chance.choice(known), **changed})
    words = case.as_transport_kwargs(base_url=f"http://localhost/{service}/api/v1")
    url = f"/{service}/api/v1{yard.at(case.path)}" if mixed else words["url"]
    headers = {
        str(name): str(value) for name, value in (words.get("headers") or {}).items() if str(name).lower() != "authorization"
    }
    body = json.dumps(words["json"], default=str).encode() if words.get("json") is not None else words.get("data")
    told = f"{case.method} {url} {words.get('params')} {str(body)[:500]}"
    return told, yard.ask(case.method, url, body=body, headers=headers, query_string=words.get("params"))


class Judge:
    """Whether an answer is one that the document describes; else, why not."""

    def __init__(self, document: dict[str, Any], path: str, method: str) -> None:
        self.answers = document["paths"][path][method]["responses"]
        self.components = document["components"]

    def __call__(self, answer: TestResponse) -> str | None:
        told, kind = f"{answer.status_code} {answer.get_data()[:300].decode(errors='replace')}", str(answer.mimetype)
        if answer.status_code >= 500:
            return told
        described = self.answers.get(str(answer.status_code), self.answers["default"]).get("content", {})
        if described and kind not in described:
            return f"{kind} is not documented: {told}"
        if not described or not kind.endswith("json"):
            return None
        wanted = {**described[kind]["schema"], "components": self.components}
        error = next(jsonschema_rs.Draft202012Validator(wanted).iter_errors(answer.get_json()), None)
        return f"{error.message} in {told}" if error else None
