"""The few facts that stand beside every case: gestation or age today, due date, stage."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from families.definition_of import definition_by_id
from families.gestation import TERM_DAYS, gestation_days_on, weeks_available
from families.models import Case, Child, Pregnancy
from families.naming import case_name, child_name_with_due_date


def stage_words(case: Case) -> str:
    """What the case's own service calls the stage in which it stands."""
    known = {one.key: one.label for one in definition_by_id(case.service_version_id).stages}
    return known[case.stage].text(get_language() or "en") if case.stage in known else case.get_stage_display()


@dataclass(frozen=True)
class BabyLine:
    """A baby of the case today. ``age_days`` from birth; gestation in days before it."""

    child_id: UUID
    name: str
    state: str
    born_on: date | None
    age_days: int | None
    language: str = ""

    @property
    def age(self) -> str:
        """Days to four weeks, weeks to four months, then months; empty before birth."""
        if self.born_on is None or self.age_days is None:
            return ""
        return age_in_words(self.born_on, self.age_days)


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
    def left(self) -> str:
        """How long until the due date, in words; empty where there is none to wait for."""
        return "" if self.gestation_days is None else time_left(self.gestation_days)

    @property
    def expecting(self) -> bool:
        return any(baby.state == "unborn" for baby in self.babies)


def age_in_words(born_on: date, days: int) -> str:
    """How old a baby born on that day is after so many days."""
    if days < 28:
        return ngettext("%(num)s day", "%(num)s days", days) % {"num": days}
    today = born_on + timedelta(days=days)
    months = 12 * (today.year - born_on.year) + today.month - born_on.month - (today.day < born_on.day)
    if months < 4:
        return ngettext("%(num)s week", "%(num)s weeks", days // 7) % {"num": days // 7}
    return ngettext("%(num)s month", "%(num)s months", months) % {"num": months}


def time_left(gestation_days: int) -> str:
    """From a gestation in days: weeks left, in the last week days, then the days over."""
    left = TERM_DAYS - gestation_days
    if left >= 7:
        return ngettext("%(num)s week left", "%(num)s weeks left", left // 7) % {"num": left // 7}
    if left > 0:
        return ngettext("%(num)s day left", "%(num)s days left", left) % {"num": left}
    return ngettext("%(num)s day over", "%(num)s days over", -left) % {"num": -left} if left else _("due today")


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
    days = gestation_today(pregnancy, today) if going_on else None
    return Summary(
        case=case,
        name=case_name(case),
        due_date=due,
        gestation_days=days,
        weeks_left=weeks_available(today, due) if days is not None and due else None,
        babies=babies,
    )


def gestation_today(pregnancy: Pregnancy | None, today: date) -> int | None:
    """Days since the last period; None where no due date is known."""
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
