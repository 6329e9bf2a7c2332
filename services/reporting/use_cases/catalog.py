"""The catalog: what the hub shares out, with its acknowledgements when it changed. A node works with the last one that it has."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import orjson

from lakou.contracts.labels import Vocabulary
from lakou.contracts.reporting import CommonProgramOffered
from lakou.kernel import clock, outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput, NotFound, RuleBroken
from services.reporting.model import AdoptedCatalog, CommonProgram
from services.reporting.schemas import CatalogSchema
from services.reporting.storage import catalog as storage
from services.reporting.use_cases.indicators import INDICATORS
from services.reporting.use_cases.outcome_indicators import OUTCOMES

Catalog = dict[str, Any]


class ProgramShared(RuleBroken):
    """Raised when a common program has this code already."""

    slug = "program-shared"
    title = "Ce code est déjà pris"
    text = "Un programme commun porte ce code : ouvrez-le pour le changer."


def current(db: Db) -> Catalog:
    """At the hub: what it shares out now. The version is a digest of the rest."""
    shared = {
        "programs": [program.offered() for program in storage.programs(db)],
        "vocabulary": vocabulary_version(),
        "indicators": indicators_version(),
    }
    return {"version": _digest(shared), **shared}


def vocabulary_version() -> str:
    """A digest of every code of the published language that runs here."""
    lists = sorted(Vocabulary.__subclasses__(), key=lambda kind: kind.__name__)
    return _digest({kind.__name__: sorted(kind) for kind in lists})


def indicators_version() -> str:
    """A digest of the indicators' definitions that run here."""
    return _digest({each.code: each.definition for each in (*INDICATORS, *OUTCOMES)})


def share(context: ServiceContext, given: Mapping[str, Any]) -> CommonProgram:
    """At the hub: share a new program out. Raises InvalidInput or ProgramShared."""
    with context.database.transaction() as db:
        if db.get(CommonProgram, given["code"]):
            raise ProgramShared(code=given["code"])
        program = CommonProgram(code=given["code"], kind=given["kind"], revision=1, targets={})
        _fill(program, given)
        db.add(program)
        return program


def change(context: ServiceContext, code: str, given: Mapping[str, Any], check: Callable[[int], None]) -> CommonProgram:
    """At the hub: change a common program. `check` is given its revision. Raises NotFound, StaleRevision or InvalidInput."""
    with context.database.transaction() as db:
        program = get(db, code)
        check(program.revision)
        _fill(program, given)
        program.revision += 1
        return program


def get(db: Db, code: str) -> CommonProgram:
    """The common program of a code. Raises NotFound."""
    program = db.get(CommonProgram, code)
    if program is None:
        raise NotFound("Ce programme commun n’existe pas. Repartez de la liste.")
    return program


def adopted_version(db: Db) -> str:
    """At a node: the version that it has; empty before the first."""
    adopted = storage.adopted(db)
    return adopted.version if adopted else ""


def adopt(context: ServiceContext, received: Any) -> None:
    """At a node: keep what the hub sent, and say what changed in it. Raises marshmallow.ValidationError for rubbish."""
    catalog: Catalog = CatalogSchema().load(received)
    offers = {program["code"]: program for program in catalog["programs"]}
    with context.database.transaction() as db:
        before = storage.adopted(db)
        known = _offers(before) if before else {}
        for code, offer in offers.items():
            if offer != known.get(code):
                outbox.record(db, _event(offer, context.site.node))
        kept = before or AdoptedCatalog(number=storage.ONLY)
        kept.version, kept.body, kept.adopted_at = catalog["version"], orjson.dumps(received), clock.now()
        db.add(kept)


def state(context: ServiceContext, db: Db) -> Catalog:
    """What is known here, and whether hub and node count alike; None where the hub was never heard."""
    if context.site.is_hub:
        catalog, received_at = current(db), None
    elif adopted := storage.adopted(db):
        catalog, received_at = orjson.loads(adopted.body), adopted.adopted_at
    else:
        return {"version": "", "received_at": None, "same_vocabulary": None, "same_indicators": None, "programs": []}
    return {
        "version": catalog["version"],
        "received_at": received_at,
        "same_vocabulary": catalog["vocabulary"] == vocabulary_version(),
        "same_indicators": catalog["indicators"] == indicators_version(),
        "programs": [program["code"] for program in catalog["programs"]],
    }


def _offers(adopted: AdoptedCatalog) -> dict[str, Catalog]:
    catalog: Catalog = CatalogSchema().load(orjson.loads(adopted.body))
    return {program["code"]: program for program in catalog["programs"]}


def _event(offer: Catalog, node: str) -> CommonProgramOffered:
    told = {name: value for name, value in offer.items() if name != "targets"}
    return CommonProgramOffered(**told, target=offer["targets"].get(node))


def _fill(program: CommonProgram, given: Mapping[str, Any]) -> None:
    for name in ("name", "starts_on", "ends_on", "eligibility", "funder", "targets"):
        if name in given:
            setattr(program, name, given[name] if given[name] != "" else None)
    if program.starts_on and program.ends_on and program.ends_on < program.starts_on:
        raise InvalidInput({"ends_on": "La fin vient avant le début : vérifiez les deux dates."})


def _digest(content: Any) -> str:
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]
