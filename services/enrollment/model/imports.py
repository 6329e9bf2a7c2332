"""A sheet that was brought in, line by line."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from lakou.contracts.labels import Vocabulary
from lakou.kernel.columns import UtcDateTime
from services.enrollment.model.declarative import Base


class ImportState(Vocabulary):
    """How far an import got."""

    UPLOADED = "uploaded", "Fichier reçu, rien d’enregistré"
    RUNNING = "running", "En cours"
    DONE = "done", "Terminé"
    UNDOING = "undoing", "Annulation en cours"
    UNDONE = "undone", "Annulé"


class Outcome(Vocabulary):
    """What became of a line."""

    CREATED = "created", "Nouvelle"
    KNOWN = "known", "Déjà connue"
    TO_CHECK = "to_check", "À vérifier"
    REFUSED = "refused", "Refusée"


class Import(Base):
    """A file and what was made of it. `content` is kept until the import has run to its end, `header` and `mapping` for good.

    `digest` is that of the file and its mapping: the same file sent again after an interruption goes on where it stopped.
    """

    __tablename__ = "import"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    filename: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64), index=True)
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    state: Mapped[str] = mapped_column(String(20))
    header: Mapped[list[str]] = mapped_column(JSON)
    mapping: Mapped[dict[str, str]] = mapped_column(JSON)
    line_count: Mapped[int] = mapped_column(Integer)
    day: Mapped[dt.date] = mapped_column(Date)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(120))


class ImportLine(Base):
    """One person's line. `cells` and `corrections` stay only while it waits for somebody; `left_out` when somebody said so.

    `warnings` counts what was left out or guessed. `candidates` are the ids of the files that look like hers.
    """

    __tablename__ = "import_line"

    import_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("import.id"), primary_key=True)
    line: Mapped[int] = mapped_column(Integer, primary_key=True)
    outcome: Mapped[str] = mapped_column(String(20), index=True)
    field: Mapped[str | None] = mapped_column(String(40))
    message: Mapped[str] = mapped_column(Text, default="")
    warnings: Mapped[int] = mapped_column(Integer, default=0)
    beneficiary_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    candidates: Mapped[list[str]] = mapped_column(JSON, default=list)
    label: Mapped[str] = mapped_column(String(210), default="")
    cells: Mapped[list[str] | None] = mapped_column(JSON)
    corrections: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    left_out: Mapped[bool] = mapped_column(Boolean, default=False)
