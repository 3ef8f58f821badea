"""What else can be recorded or read about a case, as its page offers it to this reader."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from families.access import can_amend, can_reopen, can_write
from families.actions.closures import closure_in_force
from families.actions.hand_overs import waiting_for_hand_over
from families.actions.losses import ALIVE
from families.actions.separations import open_separations
from families.models import Case, Child
from families.models.choices import ChildState
from families.reading.people import named_children
from families.registries import CaseLink


def life_links(case: Case, user: User) -> Iterable[CaseLink]:
    """Links for what the case can meet as it stands; after a loss nothing that hopes."""
    children = named_children(case)
    if can_write(user, case):
        yield from _for_open(case, children)
    if can_amend(user, case):
        yield _link("consent", _("Consent"), case, order=60)
        yield _link("sharing", _("Something shared with others"), case, order=65)
        yield from _for_children(case, children)
    if can_reopen(user, case):
        yield _link("reopen", _("Open the case again"), case, order=90)
    yield _link("papers", _("Papers and documents"), case, place="read", order=40)
    yield _link("statuses", _("All statuses"), case, place="read")
    yield CaseLink(
        "person", _("Addresses, names and contacts"), reverse("families:person", args=[case.client_id]), "read"
    )


def _link(name: str, label: str, case: Case, *, order: int = 50, place: str = "record") -> CaseLink:
    return CaseLink(name, label, reverse(f"families:{name}", args=[case.pk]), place, order)


def _for_open(case: Case, children: list[tuple[Child, str]]) -> Iterable[CaseLink]:
    yield _link("meeting_new", _("A meeting"), case, order=10)
    yield _link("series_new", _("A series of meetings, for brothers and sisters together"), case, order=12)
    if any(child.state == ChildState.UNBORN for child, _name in children):
        yield _link("birth", _("A birth"), case, order=20)
        yield _link("due_date", _("The due date"), case, order=25)
    yield _link("status_new", _("A legal or child protection status"), case, order=30)
    if waiting_for_hand_over(case):
        yield _link("hand_over", _("A hand-over"), case, order=45)
    yield _link("complexity", _("That it became more or less complex"), case, order=58)
    yield _link("safety_new", _("A safety note"), case, order=70)
    yield _link("member_new", _("Somebody in the family"), case, order=75)
    yield _link("agency_new", _("Somebody from another agency"), case, order=76)
    yield _link("chronology_new", _("An entry of the chronology"), case, order=77)
    yield _link("transfer_new", _("That another team should take the case"), case, order=78)
    if closure_in_force(case) is None:
        yield _link("close", _("That the case should close"), case, order=80)


def _for_children(case: Case, children: list[tuple[Child, str]]) -> Iterable[CaseLink]:
    if any(child.state == ChildState.BORN for child, _name in children):
        yield _link("home_new", _("With whom the child lives"), case, order=38)
        yield _link("separation_new", _("A separation from the parents"), case, order=40)
        if any(open_separations(child.separations.all()) for child, _name in children):
            yield _link("return_new", _("A return home"), case, order=42)
    for child, name in children:
        if child.state in ALIVE:
            url = reverse("families:loss", args=[case.pk, child.pk])
            yield CaseLink(f"loss-{child.birth_order}", _("A loss: %(baby)s") % {"baby": name}, url, "record", 95)
