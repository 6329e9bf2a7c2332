import secrets

import pytest

pytest_plugins = ["tests.private.plugin"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--minutes", default="", help="how long the random faults go on (make faults MINUTES=…); 1 when empty")
    parser.addoption("--seed", default="", help="repeats the random faults and requests of a run; `new` draws one and prints it")


def pytest_configure(config: pytest.Config) -> None:
    """Drawn before the workers begin, so that all have the same and the first lines say it."""
    if config.option.seed == "new":
        config.option.seed = str(secrets.randbelow(10**6))


def pytest_report_header(config: pytest.Config) -> str | None:
    seed = config.option.seed
    return f"make faults SEED={seed} repeats the random faults and requests of this run" if seed else None
