"""Activities of before, as other tools wrote them down: bytes in, acts and their lines out. Nothing is stored or asked here."""

from services.sessions.past.acts import Act, Line, acts_of
from services.sessions.past.reading import PastSheet, read_past
from services.sessions.past.titles import Field

__all__ = ["Act", "Field", "Line", "PastSheet", "acts_of", "read_past"]
