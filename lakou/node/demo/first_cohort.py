"""The first story: *Inclusion Numérique*, from 18 February 2020, forty women on RSA sent by the CAF, Martinique. Completed."""

import datetime as dt
import random
from collections.abc import Iterator

from lakou.kernel import clock
from lakou.node.demo import people, ways
from lakou.node.demo.doors import Doors, settle

CODE = "inclusion-numerique"
START = dt.date(2020, 2, 18)
END = dt.date(2020, 3, 5)
GROUPS = 4
PER_GROUP = 10
MISSING = 0.12
LESSONS = (
    ("Prendre en main l’ordinateur et le téléphone", ["prendre_en_main_du_materiel"]),
    ("Ma boîte e-mail, premiers pas", ["email", "navigation_sur_internet"]),
    ("Mes démarches et mon CV", ["aide_aux_demarches_administratives", "social_sante", "insertion_professionnelle"]),
)


def ensure(doors: Doors) -> None:
    """Tell the story once."""
    known = doors.get("enrollment/programs?limit=200")["items"]
    if any(program["code"] == CODE for program in known):
        return
    dice = random.Random(2020)  # noqa: S311 - invented people, the same at each start
    with clock.at(_morning(dt.date(2020, 2, 3))):
        program = _open_program(doors)
        opened = doors.register(people.women_on_rsa("972", GROUPS * PER_GROUP, dice, 2020), distinct=True)
        women = [woman for woman in opened if woman]
        enrollments = doors.enroll(women, program, on=dt.date(2020, 2, 3))
        sessions = list(_plan(doors, program))
    settle(doors.node)
    for number, (session, starts_at) in enumerate(sessions):
        group = women[(number % GROUPS) * PER_GROUP : (number % GROUPS + 1) * PER_GROUP]
        missing = 0.0 if number < GROUPS else MISSING  # everybody came to the first lesson
        _hold(doors, session, starts_at, group, dice, missing)
    settle(doors.node)
    with clock.at(_morning(END + dt.timedelta(days=1))):
        doors.complete(enrollments, on=END)
        ways.finished(doors, women, program, START, END, dice)
    settle(doors.node)


def _morning(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(13), dt.UTC)  # nine o'clock in Fort-de-France


def _open_program(doors: Doors) -> str:
    program = doors.post(
        "enrollment/programs",
        name="Inclusion Numérique",
        code=CODE,
        kind="beneficiaries",
        target=GROUPS * PER_GROUP,
        starts_on=str(START),
        ends_on=str(END),
        eligibility="Femmes bénéficiaires du RSA, envoyées par la CAF.",
        funder="Banque des Territoires",
    )
    return str(program["id"])


def _plan(doors: Doors, program: str) -> Iterator[tuple[str, dt.datetime]]:
    """Each lesson once for each group: the first on 18 February, then a week apart. The sessions and their starts."""
    venue = doors.post("sessions/venues", name="Maison de quartier de Dillon", commune="97209")["id"]
    for week, (title, themes) in enumerate(LESSONS):
        workshop = doors.post(
            "sessions/workshops", title=title, themes=themes, level="debutant", program_id=program, capacity=PER_GROUP
        )["id"]
        for group in range(GROUPS):
            day = START + dt.timedelta(days=7 * week + group % 3)
            hour = 13 if group < 3 else 18
            starts_at = dt.datetime.combine(day, dt.time(hour), dt.UTC)
            yield doors.plan(workshop, starts_at, PER_GROUP, venue=venue), starts_at


def _hold(doors: Doors, session: str, starts_at: dt.datetime, group: list[str], dice: random.Random, missing: float) -> None:
    with clock.at(starts_at - dt.timedelta(days=3)):
        seats = doors.hold_seats(session, group)
    with clock.at(starts_at + dt.timedelta(hours=2)):
        others = {seat: dice.choice(["excuse", "excuse", "absent"]) for seat in seats if dice.random() < missing}
        doors.call_the_roll(session, others)
