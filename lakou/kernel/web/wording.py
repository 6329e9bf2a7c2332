"""What marshmallow says, in French, and what to do about it."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

_WORDS: dict[type, dict[str, str]] = {
    fields.Field: {
        "required": "Répondez à cette question.",
        "null": "Répondez à cette question.",
        "validator_failed": "Cette réponse n’est pas possible.",
    },
    fields.String: {"invalid": "Écrivez un texte.", "invalid_utf8": "Ce texte est illisible."},
    fields.Integer: {"invalid": "Écrivez un nombre entier.", "too_large": "Ce nombre est trop grand."},
    fields.Boolean: {"invalid": "Répondez par oui ou par non."},
    fields.UUID: {"invalid_uuid": "Cet identifiant n’existe pas."},
    fields.Date: {
        "invalid": "Écrivez une date, comme 2026-03-12.",
        "format": "Écrivez une date, comme 2026-03-12.",
    },
    fields.DateTime: {
        "invalid": "Écrivez une date et une heure, comme 2026-03-12T09:00:00-04:00.",
        "invalid_awareness": "Ajoutez le fuseau, comme -04:00.",
    },
    fields.Enum: {"unknown": "Choisissez parmi : {choices}."},
    fields.List: {"invalid": "Donnez une liste."},
    fields.Mapping: {"invalid": "Donnez un objet."},
    fields.Nested: {"type": "Donnez un objet."},
    fields.Email: {"invalid": "Cette adresse est incomplète. Exemple : rosalie@exemple.fr."},
}


def speak_french() -> None:
    """Replace marshmallow's default sentences, once, at import of this module."""
    for kind, words in _WORDS.items():
        kind.default_error_messages = {**kind.default_error_messages, **words}  # type: ignore[attr-defined]
    Schema.error_messages = {
        "unknown": "Ce champ n’existe pas ici. Retirez-le.",
        "type": "Envoyez un objet JSON.",
    }
    validate.Length.message_min = "Écrivez au moins {min} caractères."
    validate.Length.message_max = "Écrivez au plus {max} caractères."
    validate.Length.message_all = "Écrivez entre {min} et {max} caractères."
    validate.Range.message_min = "Ce nombre doit être d’au moins {{min}}."
    validate.Range.message_max = "Ce nombre doit être d’au plus {{max}}."
    validate.Range.message_all = "Ce nombre doit être entre {{min}} et {{max}}."
    validate.Email.default_message = "Cette adresse est incomplète. Exemple : rosalie@exemple.fr."
    validate.OneOf.default_message = "Choisissez parmi : {choices}."


def field_errors(error: ValidationError) -> dict[str, str]:
    """One sentence per field, nested fields joined with dots; the whole document is `_schema`."""
    flat: dict[str, str] = {}
    _flatten("", error.messages, flat)
    return flat


def _flatten(prefix: str, messages: Any, flat: dict[str, str]) -> None:
    if isinstance(messages, dict):
        for key, inner in messages.items():
            _flatten(f"{prefix}.{key}" if prefix else str(key), inner, flat)
    elif messages:
        flat[prefix or "_schema"] = " ".join(map(str, messages)) if isinstance(messages, list) else str(messages)


speak_french()
