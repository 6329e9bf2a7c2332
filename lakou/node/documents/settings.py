"""docs/settings.md, from the class of settings and the sentence below each of them."""

import ast
import dataclasses
import inspect
import itertools
from pathlib import Path

from lakou.kernel import settings
from lakou.kernel.settings import SECRET, Settings

HEAD = """# Settings

Written by `make contracts` from `lakou/kernel/settings.py`. A node's settings are a TOML file, `lakou run --config node.toml`;
`lakou node init` writes it. Those that hold a password may come from the environment instead.

| setting | default | environment | meaning |
|---|---|---|---|
"""


class NoSentence(ValueError):
    """Raised for a setting that nobody explained."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(
            f"{', '.join(names)}: write a sentence in quotes below it in lakou/kernel/settings.py, then run make contracts."
        )


def page() -> bytes:
    """The table. Raises NoSentence."""
    said = sentences(inspect.getsource(settings))
    fields = dataclasses.fields(Settings)
    if missing := [field.name for field in fields if not said.get(field.name)]:
        raise NoSentence(missing)
    return (HEAD + "\n".join(_row(field, said[field.name]) for field in fields) + "\n").encode()


def sentences(source: str) -> dict[str, str]:
    """The sentence that stands below each attribute of the class Settings."""
    body = next(node.body for node in ast.parse(source).body if isinstance(node, ast.ClassDef) and node.name == "Settings")
    found = {}
    for declared, below in itertools.pairwise(body):
        if isinstance(declared, ast.AnnAssign) and isinstance(declared.target, ast.Name):
            is_sentence = isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
            found[declared.target.id] = str(below.value.value) if is_sentence else ""  # type: ignore[attr-defined]
    return found


def _row(field: "dataclasses.Field[object]", sentence: str) -> str:
    needed = field.default is dataclasses.MISSING
    default = "needed" if needed else f"`{_toml(field.default)}`"
    variable = f"`LAKOU_{field.name.upper()}`" if field.name in SECRET else ""
    return f"| `{field.name}` | {default} | {variable} | {' '.join(sentence.split())} |"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(map(str, value))}]"
    return f'"{value}"' if isinstance(value, str | Path) else str(value)
