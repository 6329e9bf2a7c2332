"""The house and the hub of the tests of reporting."""

from tests.reporting.conftest import build, house, hub

__all__ = ["build", "house", "hub"]
