"""The nouns of notifications and their rules."""

from lakou.kernel.columns import declarative_base

Base = declarative_base()
