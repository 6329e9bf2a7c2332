import pytest

pytest_plugins = ["tests.private.plugin"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--minutes", default="", help="how long the random faults go on (make faults MINUTES=…); 1 when empty")
    parser.addoption("--seed", default="", help="repeats the random faults of a run; a new one when empty")
