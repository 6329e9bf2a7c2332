"""What is said about a line that was not simply taken."""

from dataclasses import dataclass, field

from services.enrollment.sheets.titles import Field


@dataclass(frozen=True)
class Finding:
    """Something to know or to do about one field; `message` says the cure in French, `value` is what the file holds."""

    field: Field
    message: str
    value: str = ""


@dataclass
class Findings:
    """Gathered while a line is read. A warning: left out. A doubt: a person decides. Missing: the line is refused."""

    warnings: list[Finding] = field(default_factory=list)
    doubts: list[Finding] = field(default_factory=list)
    missing: list[Finding] = field(default_factory=list)
