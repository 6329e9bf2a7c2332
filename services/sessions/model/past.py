"""What was done before Lakou, brought in from a file: the file, its lines, and the acts that they became."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from lakou.contracts.labels import Vocabulary
from lakou.kernel.columns import UtcDateTime
from services.sessions.model.declarative import Base


class PastState(Vocabulary):
    """How far such an import got."""

    UPLOADED = "uploaded", "Fichier reçu, rien d’enregistré"
    RUNNING = "running", "En cours"
    DONE = "done", "Terminé"
    UNDOING = "undoing", "Annulation en cours"
    UNDONE = "undone", "Annulé"


class PastOutcome(Vocabulary):
    """What became of a line; the codes of the people's import."""

    CREATED = "created", "Reprise"
    KNOWN = "known", "Déjà reprise"
    TO_CHECK = "to_check", "À vérifier"
    REFUSED = "refused", "Refusée"


class PastImport(Base):
    """A file of past activities. `content` is kept until the import has run to its end.

    `workshop_id` is the one workshop under which its sessions stand. The same file (`digest`) sent again after an interruption
    goes on where it stopped.
    """

    __tablename__ = "past_import"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    filename: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64), index=True)
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    state: Mapped[str] = mapped_column(String(20))
    line_count: Mapped[int] = mapped_column(Integer)
    workshop_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("workshop.id"))
    day: Mapped[dt.date] = mapped_column(Date)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(120))


class PastAct(Base):
    """An act of a file and what it became here. `key` says which one it is, in whatever file it comes again.

    `digest` is that of what the file said of the act; `heads` how many came without a name.
    """

    __tablename__ = "past_act"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    import_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("past_import.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    session_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    support_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    heads: Mapped[int] = mapped_column(Integer, default=0)


class PastLine(Base):
    """A line of a file. `cells` (the act and who took part) stay only while it waits for somebody, `candidates` are the ids of the
    people whose name it may mean.

    `seat_id` or `support_id` is what it became; `nameless` when its name was counted without one. `double`: it looks like what was
    noted here already, and once it is known, somebody said that it is.
    """

    __tablename__ = "past_line"

    import_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("past_import.id"), primary_key=True)
    line: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str | None] = mapped_column(String(80), index=True)
    outcome: Mapped[str] = mapped_column(String(20), index=True)
    field: Mapped[str | None] = mapped_column(String(40))
    message: Mapped[str] = mapped_column(Text, default="")
    label: Mapped[str] = mapped_column(String(210), default="")
    cells: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    candidates: Mapped[list[str]] = mapped_column(JSON, default=list)
    seat_id: Mapped[uuid.UUID | None] = mapped_column()
    support_id: Mapped[uuid.UUID | None] = mapped_column()
    nameless: Mapped[bool] = mapped_column(default=False)
    double: Mapped[bool] = mapped_column(default=False, server_default="0")
