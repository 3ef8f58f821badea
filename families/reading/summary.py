"""The few facts that stand beside every case: gestation or age today, due date, stage."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from families.gestation import gestation_days_on, weeks_available
from families.models import Case, Child, Pregnancy
from families.naming import case_name, child_name_with_due_date


@dataclass(frozen=True)
class BabyLine:
    """A baby of the case today. ``age_days`` from birth; gestation in days before it."""

    child_id: UUID
    name: str
    state: str
    born_on: date | None
    age_days: int | None
    language: str = ""


@dataclass(frozen=True)
class Summary:
    """``gestation_days`` and ``weeks_left`` only while a pregnancy of known date goes on."""

    case: Case
    name: str
    due_date: date | None
    gestation_days: int | None
    weeks_left: int | None
    babies: tuple[BabyLine, ...]

    @property
    def living(self) -> tuple[BabyLine, ...]:
        """Babies born and living."""
        return tuple(baby for baby in self.babies if baby.state == "born")

    @property
    def expecting(self) -> bool:
        return any(baby.state == "unborn" for baby in self.babies)


def with_babies(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with the children that their summaries name, in two more queries whatever their number."""
    children = Child.objects.select_related("person", "birth", "loss", "pregnancy__mother").order_by("birth_order")
    return cases.select_related("child__pregnancy__mother").prefetch_related(
        Prefetch("pregnancy__children", queryset=children)
    )


def summarise(case: Case, today: date, children: Iterable[Child] | None = None) -> Summary:
    """The summary of a case fetched through :func:`with_babies`, or together with its ``children``."""
    pregnancy = case.pregnancy or case.child.pregnancy
    if children is None:
        children = [case.child] if case.child else case.pregnancy.children.all()
    babies = tuple(_line(child, today) for child in children)
    going_on = any(baby.state == "unborn" for baby in babies)
    due = pregnancy.due_date if pregnancy else None
    days = _gestation(pregnancy, today) if going_on else None
    return Summary(
        case=case,
        name=case_name(case),
        due_date=due,
        gestation_days=days,
        weeks_left=weeks_available(today, due) if days is not None and due else None,
        babies=babies,
    )


def _gestation(pregnancy: Pregnancy | None, today: date) -> int | None:
    if pregnancy is None or pregnancy.due_date is None:
        return None
    return max(0, gestation_days_on(today, pregnancy.due_date))


def _line(child: Child, today: date) -> BabyLine:
    born = child.person.date_of_birth
    return BabyLine(
        child_id=child.pk,
        name=child_name_with_due_date(child),
        state=child.state,
        born_on=born,
        age_days=(today - born).days if born and child.state == "born" else None,
    )
