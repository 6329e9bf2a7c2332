"""Which stage of an enrollment may follow which: those who show it offer no other, the one who decides refuses any other."""

from lakou.contracts.vocabulary import EnrollmentStage as Stage

FOLLOWING: dict[Stage, tuple[Stage, ...]] = {
    Stage.APPLIED: (Stage.ENROLLED, Stage.WAITLISTED, Stage.DENIED, Stage.WITHDRAWN),
    Stage.WAITLISTED: (Stage.ENROLLED, Stage.DENIED, Stage.WITHDRAWN),
    Stage.ENROLLED: (Stage.ACTIVE, Stage.WITHDRAWN),
    Stage.ACTIVE: (Stage.COMPLETED, Stage.WITHDRAWN),
    Stage.WITHDRAWN: (Stage.ENROLLED,),  # a correction: she did not leave after all
    Stage.COMPLETED: (Stage.ACTIVE,),  # a correction
    Stage.DENIED: (),
}
ENDED = frozenset({Stage.COMPLETED, Stage.WITHDRAWN, Stage.DENIED})
