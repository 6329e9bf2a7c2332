"""What may be asked, and what is answered."""

from services.reporting.schemas.catalog import (
    CatalogSchema,
    CatalogStateSchema,
    CommonProgramInSchema,
    CommonProgramListSchema,
    CommonProgramPatchSchema,
    CommonProgramSchema,
    OfferedSchema,
)
from services.reporting.schemas.figures import IndicatorsQuerySchema, IndicatorsSchema, NodesSchema, PeriodSchema, question

__all__ = [
    "CatalogSchema",
    "CatalogStateSchema",
    "CommonProgramInSchema",
    "CommonProgramListSchema",
    "CommonProgramPatchSchema",
    "CommonProgramSchema",
    "IndicatorsQuerySchema",
    "IndicatorsSchema",
    "NodesSchema",
    "OfferedSchema",
    "PeriodSchema",
    "question",
]
