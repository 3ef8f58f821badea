"""Where the children of a case have lived apart from their parents, with their age in days."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from families.actions.separations import age_in_days, open_separations
from families.days import said
from families.definition_of import rules_of
from families.models import Case, ReturnHome, Separation
from families.reading.people import named_children
from families.reading.statuses import word_of


@dataclass(frozen=True)
class SeparationLine:
    """One separation in words. ``age_days`` on its day; ``returned`` where the child came home, and
    ``to_whom``: nothing where the parents are kept apart, for both sides read it.
    """

    separation: Separation
    child: str
    basis: str
    carer: str
    age_days: int | None
    returned: ReturnHome | None
    to_whom: str


def separation_lines(case: Case) -> list[SeparationLine]:
    """Every separation of the children of a case, newest first."""
    named = {child.pk: (child, name) for child, name in named_children(case)}
    rows = Separation.objects.filter(child__in=named).select_related("return_home").order_by("-separated_on")
    rules = rules_of(case)
    return [
        SeparationLine(
            separation=row,
            child=named[row.child_id][1],
            basis=word_of(rules.separation_bases, row.basis),
            carer=word_of(rules.carers, row.carer),
            age_days=age_in_days(named[row.child_id][0], row.separated_on),
            returned=getattr(row, "return_home", None),
            to_whom=""
            if case.family.parents_kept_apart or not hasattr(row, "return_home")
            else row.return_home.to_whom,
        )
        for row in rows
    ]


def apart_now(case: Case) -> list[tuple[Separation, str]]:
    """Separations that hold, as choices in words."""
    lines = separation_lines(case)
    children = {line.separation.child_id for line in lines}
    held = {
        one.pk
        for child in children
        for one in open_separations(line.separation for line in lines if line.separation.child_id == child)
    }
    waiting = [line for line in lines if line.separation.pk in held]
    return [
        (line.separation, _("%(child)s, apart since %(day)s") % {
            "child": line.child, "day": said(line.separation.separated_on),
        })
        for line in waiting
    ]  # fmt: skip
