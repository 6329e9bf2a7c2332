"""Alembic's entry: see lakou/kernel/migrate.py."""

from lakou.kernel.migrate import run_env

run_env()
