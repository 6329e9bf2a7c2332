"""A person's way to autonomy as her page shows it: the picture, what is known of after, what to note next; and who sent her."""

import datetime as dt
import uuid
from typing import Any

from lakou.contracts.vocabulary import AssessmentStage, Autonomy, PixDomain, ReferrerKind, Situation
from lakou.kernel.db import Db
from services.enrollment.model import Assessment, Enrollment, Organization, Program
from services.enrollment.model.assessments import AFTER
from services.enrollment.pages.words import referral_tag
from services.enrollment.storage import assessments as storage
from services.enrollment.storage import referrals as referrals_storage
from services.enrollment.use_cases.assessments import months_later

ASKED_FOR = 6  # months: older news are no more asked for
LITTLE = 0.12  # how much higher a mark stands when the level is the same as before, so that the way does not look flat
MONTHS = "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split()


def way(db: Db, person_id: uuid.UUID, enrolled: list[Enrollment], programs: dict[Any, Program], today: dt.date) -> dict[str, Any]:
    """Everything of the section."""
    made = storage.of_person(db, person_id)
    levelled = [each for each in made if each.level]
    running = [
        programs[each.program_id] for each in enrolled if each.stage in ("enrolled", "active") and each.program_id in programs
    ]
    stages = _marks(levelled)
    if stages and running and levelled[-1].stage != AssessmentStage.EXIT:
        stages.append(_goal(running[0], today))
    return {
        "stages": stages,
        "description": " ".join(f"{stage['label']} le {stage['full']} : {stage['level_label']}." for stage in stages),
        "caption": levelled[-1].remark if levelled else "",
        "after": [(AssessmentStage(each.stage).label, Situation(each.situation).label, each.on) for each in made if each.situation],
        "due": _due(made, today),
        "pix": _pix(levelled),
        "made": [(each, _words(each)) for each in reversed(made)],
    }


def sent(db: Db, person_id: uuid.UUID) -> list[dict[str, Any]]:
    """Who sent her, and to whom she was sent."""
    rows = []
    for each in referrals_storage.of_person(db, person_id):
        organization = db.get(Organization, each.organization_id) if each.organization_id else None
        partner = organization.name if organization else ReferrerKind(each.kind).label
        rows.append({"id": each.id, "inward": each.inward, "partner": partner, "on": each.on, "tag": referral_tag(each.state)})
    return rows


def short(day: dt.date) -> str:
    """3 oct."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def _marks(levelled: list[Assessment]) -> list[dict[str, Any]]:
    marks: list[dict[str, Any]] = []
    steps, higher = 0, 0.0
    for index, each in enumerate(levelled):
        stage, rank = AssessmentStage(each.stage), each.rank or 0
        same = index > 0 and levelled[index - 1].rank == rank and rank < len(Autonomy) - 1
        higher = min(higher + LITTLE, 0.6) if same else 0.0
        steps += stage is AssessmentStage.PROGRESS
        marks.append(
            {
                "label": f"Étape {steps}" if stage is AssessmentStage.PROGRESS else stage.label,
                "when": short(each.on),
                "full": f"{each.on:%d/%m/%Y}",
                "level": rank + higher,
                "level_label": Autonomy(each.level).label if each.level else "",
                "by": each.noted_by,
                "goal": False,
            }
        )
    return marks


def _goal(program: Program, today: dt.date) -> dict[str, Any]:
    """What is hoped for at the end of the program."""
    later = program.ends_on if program.ends_on and program.ends_on > today else None
    when = MONTHS[later.month - 1] if later else "but"
    full = f"{later:%d/%m/%Y}" if later else "but"
    return {"label": "Sortie", "when": when, "full": full, "level": 2, "level_label": "Autonome", "by": "", "goal": True}


def _due(made: list[Assessment], today: dt.date) -> list[tuple[str, str, uuid.UUID | None, dt.date]]:
    """The news of after that are to be asked for: label, stage, program, since when."""
    known = {(each.program_id, each.stage) for each in made}
    exits = [each for each in made if each.stage == AssessmentStage.EXIT]
    return [
        (stage.label, stage.value, each.program_id, months_later(each.on, months))
        for each in exits
        for stage, months in AFTER.items()
        if (each.program_id, stage.value) not in known
        and months_later(each.on, months) <= today <= months_later(each.on, months + ASKED_FOR)
    ]


def _pix(levelled: list[Assessment]) -> list[tuple[str, str]]:
    """The levels of the last assessment that has some."""
    detailed = next((each.pix for each in reversed(levelled) if each.pix), {})
    return [(domain.label, f"{detailed[domain.value]} sur 8") for domain in PixDomain if domain.value in detailed]


def _words(each: Assessment) -> str:
    level = Autonomy(each.level).label if each.level else ""
    situation = Situation(each.situation).label if each.situation else ""
    return " · ".join(word for word in (AssessmentStage(each.stage).label, level, situation) if word)
