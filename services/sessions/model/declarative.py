"""What every table of this service stands on."""

from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import DeclarativeBase

from lakou.kernel.columns import metadata


class Base(DeclarativeBase):
    """The tables of this service."""

    metadata = metadata()

    def __init__(self, **values: Any) -> None:
        """A whole object: the defaults of the columns are there before the first flush, so that its rules may count on them."""
        for column in inspect(type(self)).columns:
            default: Any = column.default
            if default is not None:
                values.setdefault(column.key, default.arg(None) if default.is_callable else default.arg)
            elif column.nullable:
                values.setdefault(column.key, None)
        for name, value in values.items():
            setattr(self, name, value)
