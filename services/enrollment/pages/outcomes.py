"""Signs and words of imports."""

from services.enrollment.model import ImportState, Outcome

Tag = tuple[str, str, str]

_OUTCOMES = {
    Outcome.CREATED: ("ok", "add"),
    Outcome.KNOWN: ("", "check"),
    Outcome.TO_CHECK: ("warn", "people"),
    Outcome.REFUSED: ("bad", "cross"),
}
_STATES = {
    ImportState.UPLOADED: ("mute", "file"),
    ImportState.RUNNING: ("warn", "clock"),
    ImportState.DONE: ("ok", "check"),
    ImportState.UNDOING: ("warn", "clock"),
    ImportState.UNDONE: ("mute", "undo"),
}


def outcome_tag(outcome: str) -> Tag:
    """Tone, sign and word of a line's outcome."""
    return (*_OUTCOMES[Outcome(outcome)], Outcome(outcome).label)


def state_tag(state: str) -> Tag:
    """Tone, sign and word of an import."""
    return (*_STATES[ImportState(state)], ImportState(state).label)
