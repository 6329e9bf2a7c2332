"""Speaking to a private PostgreSQL: its addresses, and databases made and dropped."""

from dataclasses import dataclass

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

USER = "lakou"


@dataclass(frozen=True)
class Cluster:
    port: int

    def url(self, database: str) -> str:
        """For SQLAlchemy, with the driver named."""
        return f"postgresql+psycopg2://{USER}@127.0.0.1:{self.port}/{database}"

    def create_database(self, database: str) -> str:
        """Gives its URL. About 60 ms."""
        self._do(f'CREATE DATABASE "{database}" TEMPLATE template0 STRATEGY file_copy')
        return self.url(database)

    def drop_database(self, database: str) -> None:
        """Ends the connections to it, too."""
        self._do(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def set_read_only(self, database: str, on: bool) -> None:
        """As after a failover to a replica: the connections end, the next ones can only read."""
        self._do(f'ALTER DATABASE "{database}" SET default_transaction_read_only = {"on" if on else "off"}')
        self._do(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'")

    def _do(self, statement: str) -> None:
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            connection.execute(text(statement))
