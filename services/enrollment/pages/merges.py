"""Files that may be one person's: look at both, make one of them, or say that they are two people."""

from typing import Any

from werkzeug.wrappers import Response

from lakou.contracts.vocabulary import Gender, RsaStatus, SocialStatus
from lakou.kernel.db import Db
from lakou.kernel.problems import StaleRevision
from lakou.kernel.web.call import Call
from lakou.kernel.web.flash import Flash, Undo
from lakou.kernel.web.headers import with_scripts
from services.enrollment.model import Beneficiary
from services.enrollment.pages.doors import COORDINATION, ROUTES, id_asked
from services.enrollment.pages.people import PEOPLE
from services.enrollment.pages.words import commune_name
from services.enrollment.storage import beneficiaries as storage
from services.enrollment.storage import histories, programs
from services.enrollment.storage import merges as merges_storage
from services.enrollment.storage import search as finding
from services.enrollment.use_cases import beneficiaries, merging, review

DUPLICATES = "/enrollment/duplicates"
FOUND = 10


@ROUTES.page("GET", "/duplicates", roles=COORDINATION)
def likely(call: Call) -> Response:
    """The pairs to look at, and the latest merges."""
    pairs = review.pairs(call.context)
    with call.database.reading() as db:
        past = merges_storage.past(db, limit=20)
        people = storage.by_ids(db, [each for merge in past for each in (merge.kept_id, merge.absorbed_id)])
    trail = [
        (each, people[each.absorbed_id], people[each.kept_id]) for each in past if {each.absorbed_id, each.kept_id} <= set(people)
    ]
    return call.render(
        "enrollment/duplicates.html",
        pairs=[
            (each.one, each.other, each.reason, commune_name(each.one.commune), commune_name(each.other.commune)) for each in pairs
        ],
        trail=trail,
    )


@ROUTES.page("GET", "/duplicates/compare", roles=COORDINATION)
def compare(call: Call) -> Response:
    """Both files side by side; without the other one, a search for it."""
    one_id, other_id = id_asked(call, "one"), id_asked(call, "other")
    query = call.request.args.get("q", "")[:200]
    with call.database.reading() as db:
        one = _file(db, one_id)
        if one is None:
            return call.redirect(DUPLICATES)
        other = _file(db, other_id)
        found = [] if other or not query else _looking_like(db, query)
        held = {each.id: _held(db, each) for each in (one, other) if each is not None}
    if other is None or other.id == one.id:
        listed = [(each, commune_name(each.commune)) for each in found if each.id != one.id]
        return with_scripts(call.render("enrollment/duplicate-search.html", one=one, query=query, found=listed))
    rows = [(label, first, second, first != second) for (label, first), (_, second) in zip(_said(one), _said(other), strict=True)]
    return call.render("enrollment/duplicate.html", one=one, other=other, rows=rows, held=held)


@ROUTES.page("POST", "/duplicates/merge", roles=COORDINATION)
def merge(call: Call) -> Response:
    """The chosen file stands for both; the word on the next page takes it back."""
    kept, absorbed = id_asked(call, "kept"), id_asked(call, "absorbed")
    seen = call.request.form.get("revision", "")
    if kept is None or absorbed is None:
        return call.redirect(DUPLICATES)

    def unchanged(revision: int) -> None:
        if seen != str(revision):
            raise StaleRevision

    done = merging.merge(call.context, kept, absorbed, call.principal.name, unchanged)
    call.subject = str(done.id)
    undo_it = Undo(f"/enrollment/merges/{done.id}/undo", "Annuler la fusion")
    return call.redirect(f"{PEOPLE}/{kept}", Flash("Les deux fiches n’en font plus qu’une.", undo=undo_it))


@ROUTES.page("POST", "/duplicates/distinct", roles=COORDINATION)
def distinct(call: Call) -> Response:
    """Two people: the list shows them no more."""
    one, other = id_asked(call, "one"), id_asked(call, "other")
    if one is not None and other is not None:
        merging.tell_apart(call.context, one, other, call.principal.name)
    return call.redirect(DUPLICATES, Flash("C’est noté : ce sont deux personnes."))


@ROUTES.page("POST", "/merges/<uuid:id>/undo", roles=COORDINATION)
def undo(call: Call) -> Response:
    """Two files again."""
    done = merging.undo(call.context, call.params["id"], call.principal.name)
    return call.redirect(f"{PEOPLE}/{done.kept_id}", Flash("La fusion est annulée : chaque fiche est de nouveau à part."))


def _file(db: Db, asked: Any) -> Beneficiary | None:
    """The file that stands for the one asked."""
    if asked is None:
        return None
    return beneficiaries.get(db, beneficiaries.get(db, asked).stands_for)


def _looking_like(db: Db, query: str) -> list[Beneficiary]:
    """Who is called so, then who sounds like it: a double is often spelled otherwise."""
    named, _ = finding.page(db, query=query, commune="", after=None, limit=FOUND)
    near = finding.near(db, query=query, commune="", limit=FOUND)
    return list({each.id: each for each in (*named, *near)}.values())[:FOUND]


def _held(db: Db, person: Beneficiary) -> dict[str, int]:
    """How much hangs on a file."""
    files = merges_storage.group(db, person.id)
    enrolled, _ = programs.enrollments(db, beneficiary_id=person.id, limit=100)
    return {
        "seats": len(histories.seats(db, files)),
        "supports": len(histories.supports(db, files)),
        "programs": len(enrolled),
    }


def _said(person: Beneficiary) -> list[tuple[str, str]]:
    born = person.birth_date.strftime("%d/%m/%Y") if person.birth_date else str(person.birth_year)
    return [
        ("Nom", person.family_name),
        ("Prénom", person.given_name),
        ("Naissance", born),
        ("Commune", commune_name(person.commune)),
        ("Genre", Gender(person.gender).label),
        ("Téléphone", person.phone or "Aucun"),
        ("E-mail", person.email or "Aucun"),
        ("Situation", SocialStatus(person.social_status).label),
        ("RSA", RsaStatus(person.rsa).label),
        ("Fiche ouverte le", person.registered_on.strftime("%d/%m/%Y")),
    ]
