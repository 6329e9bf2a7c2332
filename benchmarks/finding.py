"""Search as one types, the list and a file, through the page's own door, among as many people as a node may have.

Each time is the 95th of 100, in milliseconds, beside the plainest question that can be asked: one row by an indexed name.
"""

import contextlib
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import select, text
from werkzeug.test import Client

from benchmarks.crowd import fill
from benchmarks.measuring import Line
from lakou.kernel.settings import Settings
from lakou.node.node import Node
from lakou.portal import tokens
from services.enrollment.model import Beneficiary

ON_SQLITE, ON_POSTGRESQL = 50_000, 450_000
SERVER_FROM = 0.1  # below this size, starting a server would be all there is to measure
TIMES = 100
LIST = "/enrollment/beneficiaries"


def measure(folder: Path, scale: float) -> Iterator[Line]:
    """On SQLite, and unless it is small on a private PostgreSQL, where there is one."""
    yield from _measured(_node(folder, "sqlite"), "SQLite", max(60, int(ON_SQLITE * scale)))
    if scale < SERVER_FROM:
        return
    with _postgresql() as url:
        if url:
            yield from _measured(_node(folder / "postgresql", url), "PostgreSQL", max(60, int(ON_POSTGRESQL * scale)))


def _measured(node: Node, where: str, count: int) -> Iterator[Line]:
    database = node.services["enrollment"].context.database
    some = fill(database, count)
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    open_page = _visitor(node)

    def indexed(turn: int) -> None:
        with database.reading() as db:
            db.scalars(select(Beneficiary).where(Beneficiary.folded == some[turn % len(some)].folded).limit(10)).all()

    for what, path in _asked(some).items():

        def ours(turn: int, path: Callable[[Beneficiary], str] = path) -> None:
            open_page(path(some[turn % len(some)]))

        yield Line(f"{what}, {count:,} on {where}", p95(ours), "one row by an index", p95(indexed), "ms")
    database.dispose()


def _asked(some: list[Beneficiary]) -> dict[str, Callable[[Beneficiary], str]]:
    """What one looks for, of each of some people."""
    return {
        "the list": lambda _: LIST,
        "two letters": lambda her: f"{LIST}?q={her.folded[:2]}",
        "a beginning of her name": lambda her: f"{LIST}?q={her.folded[:5]}",
        "both names, the other way": lambda her: f"{LIST}?q={'+'.join(reversed(her.folded.split()))}",
        "her name misspelled": lambda her: f"{LIST}?q={her.folded.split()[0].replace('l', 'll').replace('e', 'ai')}+zz",
        "a year and a letter": lambda her: f"{LIST}?q={her.birth_year}+{her.folded[:1]}",
        "the end of her number": lambda her: f"{LIST}?q={(her.phone or '')[-6:]}",
        "her file": lambda her: f"{LIST}/{her.id}",
    }


def p95(work: Callable[[int], object]) -> float:
    """Milliseconds, of a hundred turns; the first one, which warms up, is not counted."""
    work(0)
    taken = []
    for turn in range(1, TIMES + 1):
        started = time.perf_counter()
        work(turn)
        taken.append(time.perf_counter() - started)
    return sorted(taken)[int(TIMES * 0.95) - 1] * 1000


def _node(folder: Path, database: str) -> Node:
    services = ("enrollment",)
    chosen = {"services": services, "transport": "amqp", "amqp": "amqp://nowhere", "database": database}
    node = Node(Settings(name="martinique", port=0, data=folder, **chosen))  # type: ignore[arg-type]
    node.migrate()
    return node


def _visitor(node: Node) -> Callable[[str], None]:
    """Opens a page as a coordinator does."""
    name, lifetime = node.site.node, tokens.PROGRAM_LIFETIME
    token = tokens.sign(node.keys.signing(), name, account="token:bench", name="Mesure", role="coordinator", lifetime=lifetime)
    client = Client(node.app)

    def visit(path: str) -> None:
        answer = client.get(path, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200, f"{path}: {answer.status_code}"

    return visit


@contextlib.contextmanager
def _postgresql() -> Iterator[str]:
    """The URL of a private PostgreSQL, `{service}` left to fill in; nothing where it is not installed."""
    from tests.private.machine import Absent
    from tests.private.postgresql import PostgreSQL

    folder = Path(tempfile.mkdtemp(prefix="lakou-bench-postgresql-"))
    folder.chmod(0o711)
    try:
        server = PostgreSQL(folder / "own")
        server.start()
    except Absent:
        yield ""
        return
    try:
        for service in ("enrollment", "portal"):
            url = server.cluster.create_database(service)
        yield url.replace("portal", "{service}")
    finally:
        server.stop()
