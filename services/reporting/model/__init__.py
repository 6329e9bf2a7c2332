"""The nouns of reporting: what it knows of its neighbours (`known`), and the ledger of facts (`ledger`, `cells`)."""

from services.reporting.model.catalog import AdoptedCatalog, CommonProgram
from services.reporting.model.cells import MEASURES, Cell, DirtyDay, Tally
from services.reporting.model.columns import Base
from services.reporting.model.key import KeyInUse
from services.reporting.model.known import (
    KnownAssessment,
    KnownBeneficiary,
    KnownHeads,
    KnownProgram,
    KnownReferral,
    KnownSeat,
    KnownSession,
    KnownSituation,
    KnownStage,
    KnownSupport,
    Told,
)
from services.reporting.model.ledger import (
    Act,
    AssessmentState,
    Contact,
    EnrollmentState,
    EnrollmentStep,
    FactLog,
    Heads,
    Merging,
    Person,
    ProgramState,
    ReferralStanding,
    Swap,
)
from services.reporting.model.link import HubLink, LinkedNode
from services.reporting.model.own_known import KnownCoordination, KnownHelper, KnownTraining
from services.reporting.model.own_mission import CoordinationState, HelperState, TrainingState

__all__ = [
    "MEASURES",
    "Act",
    "AdoptedCatalog",
    "AssessmentState",
    "Base",
    "Cell",
    "CommonProgram",
    "Contact",
    "CoordinationState",
    "DirtyDay",
    "EnrollmentState",
    "EnrollmentStep",
    "FactLog",
    "Heads",
    "HelperState",
    "HubLink",
    "KeyInUse",
    "KnownAssessment",
    "KnownBeneficiary",
    "KnownCoordination",
    "KnownHeads",
    "KnownHelper",
    "KnownProgram",
    "KnownReferral",
    "KnownSeat",
    "KnownSession",
    "KnownSituation",
    "KnownStage",
    "KnownSupport",
    "KnownTraining",
    "LinkedNode",
    "Merging",
    "Person",
    "ProgramState",
    "ReferralStanding",
    "Swap",
    "Tally",
    "Told",
    "TrainingState",
]
