"""What I9 to I12 mean, in words and in numbers (domain.md §4.2)."""

import dataclasses
from collections.abc import Callable, Sequence

from lakou.kernel.db import Db
from services.reporting.labels import By
from services.reporting.model.outcomes import Line
from services.reporting.model.questions import Question
from services.reporting.use_cases import outcomes
from services.reporting.use_cases.indicators import Parts

_SPLITS = frozenset(set(By) - {By.THEME, By.TYPE})


@dataclasses.dataclass(frozen=True)
class Outcome:
    """`lines` are read for a question; `value` and `parts` are of all of them or of one value of a breakdown.

    `people`: the counts that hide a value of a personal breakdown when they are small. `adds_up`: whether shares make sense.
    """

    code: str
    label: str
    definition: str
    lines: Callable[[Db, Question], list[Line]]
    value: Callable[[Sequence[Line]], int | None]
    parts: Callable[[Sequence[Line], bool], Parts]
    people: Callable[[Sequence[Line]], tuple[int, ...]]
    splits: frozenset[By] = _SPLITS
    adds_up: bool = True
    at_hub: str = ""

    def defined(self, *, at_hub: bool) -> str:
        """Its definition, as it is printed."""
        return f"{self.definition} {self.at_hub}".strip() if at_hub else self.definition


I9 = Outcome(
    "I9",
    "Attente moyenne, en jours",
    "Jours entre la demande et la première séance d’un programme, pour les personnes dont cette première séance tombe dans la "
    "période. La demande est le jour de la candidature, ou celui de l’envoi par un partenaire s’il est plus ancien, d’un an au "
    "plus. Les personnes qui refusent les statistiques n’y sont pas.",
    outcomes.waits,
    outcomes.mean_wait,
    outcomes.wait_parts,
    lambda lines: (len(lines),),
    adds_up=False,
)
I10 = Outcome(
    "I10",
    "Autonomes à la sortie",
    "Personnes évaluées à la sortie d’un programme pendant la période et notées « Autonome », sur l’échelle nationale à trois "
    "niveaux. Le gain compare la sortie à l’entrée, en niveaux, quand les deux sont notées. Une personne sortie de deux programmes "
    "compte dans chacun. Les personnes qui refusent les statistiques n’y sont pas.",
    outcomes.exits_assessed,
    outcomes.autonomous,
    outcomes.autonomy_parts,
    lambda lines: (len(lines), outcomes.autonomous(lines)),
)
I11 = Outcome(
    "I11",
    "Sorties",
    "Parcours terminés et abandons dont le jour tombe dans la période. La situation est celle notée à la sortie, puis trois et six "
    "mois après : « à prendre » quand ce délai est passé à la fin de la période, que la personne ait été jointe ou non.",
    outcomes.exits,
    len,
    outcomes.exit_parts,
    lambda lines: (len(lines),),
    at_hub="Les raisons et les situations de moins de cinq personnes sont masquées.",
)
I12 = Outcome(
    "I12",
    "Personnes envoyées",
    "Envois reçus des partenaires et envois faits à des partenaires pendant la période, et ce qu’ils sont devenus à ce jour. "
    "Acceptés : la personne est venue, ou le partenaire l’a prise. Aboutis : son parcours est terminé, ou le partenaire a fait "
    "ce qui était demandé. Un envoi n’est pas d’un programme : cet indicateur ne se filtre pas par programme.",
    outcomes.referrals,
    len,
    outcomes.referral_parts,
    lambda lines: (len(lines),),
    splits=_SPLITS - {By.PROGRAM},
)
OUTCOMES = (I9, I10, I11, I12)
