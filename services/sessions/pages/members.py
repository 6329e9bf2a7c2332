"""The helpers of a program of enrollment: their names are known here alone; joining and moving along is enrollment's to say."""

from werkzeug.wrappers import Response

from lakou.contracts.stages import ENDED, FOLLOWING
from lakou.contracts.vocabulary import EnrollmentStage
from lakou.kernel.problems import NotFound
from lakou.kernel.web.call import Call
from services.sessions.pages.doors import ROUTES, STAFF
from services.sessions.storage import people, places

TAGS = {
    EnrollmentStage.APPLIED: ("mute", "file"),
    EnrollmentStage.WAITLISTED: ("warn", "wait"),
    EnrollmentStage.ENROLLED: ("mute", "cal"),
    EnrollmentStage.ACTIVE: ("", "path"),
    EnrollmentStage.COMPLETED: ("ok", "check"),
    EnrollmentStage.WITHDRAWN: ("bad", "out"),
    EnrollmentStage.DENIED: ("bad", "cross"),
}
"""Tone and sign of each stage, as the pages of enrollment show them."""


@ROUTES.page("GET", "/programs/<uuid:id>/helpers", roles=STAFF)
def members(call: Call) -> Response:
    """Who follows it, how far each is, and who of the register may join."""
    with call.database.reading() as db:
        program = people.program(db, call.params["id"])
        if program is None:
            raise NotFound("Ce programme n’est pas connu ici. Repartez de la liste des programmes.")
        rows = people.members(db, program.program_id)
        register, _ = places.helpers(db, limit=500)
    inside = {helper.id for member, helper in rows if member.stage not in ENDED}
    return call.render(
        "sessions/members.html",
        program=program,
        rows=[
            {
                "id": member.enrollment_id,
                "helper": helper,
                "day": member.day,
                "tag": (*TAGS[EnrollmentStage(member.stage)], EnrollmentStage(member.stage).label),
                "moves": [(stage.value, stage.label) for stage in FOLLOWING[EnrollmentStage(member.stage)]],
            }
            for member, helper in rows
        ],
        offered=[(str(each.id), each.name) for each in register if each.id not in inside and each.ended_on is None],
    )
