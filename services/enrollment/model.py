"""The nouns of enrollment and their rules."""

from lakou.kernel.columns import declarative_base

Base = declarative_base()
