"""What a visit's form offers: who may have been there, whom one may have met, where, about what."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from families.access import can_log_visit, is_named_on
from families.actions.telling import named_workers
from families.definition_of import rules_of
from families.definitions import ServiceDefinition
from families.definitions.practical import Topic
from families.gestation import gestation_days_on
from families.models import Case, FamilyMember, Person, Visit, VisitNote
from families.models.choices import ChildState
from families.naming import case_name, child_name
from families.querysets.case import CaseQuerySet
from families.querysets.visit_form import ABLE, OTHERS, TOPICS
from families.rhythm import agreed_for
from families.visiting import people_to_see

QUARTER = 15


@dataclass
class VisitSetting:
    """A visit to be logged by ``user``, in the case where it stands first and perhaps in others."""

    case: Case
    user: User
    visit: Visit | None = None
    others: list[Case] = field(default_factory=list)

    @cached_property
    def definition(self) -> ServiceDefinition:
        return rules_of(self.case)

    @property
    def draft_subject(self) -> str:
        """Under which name the half-written form is kept."""
        return str(self.visit.pk) if self.visit else f"case-{self.case.pk}"

    @property
    def is_planned(self) -> bool:
        return bool(self.visit and self.visit.planned_for)

    @property
    def starts_at(self) -> datetime:
        """When it was planned for or, unplanned, a usual visit's length ago, to the quarter hour."""
        if self.visit and (self.visit.planned_for or self.visit.happened_at):
            return timezone.localtime(self.visit.planned_for or self.visit.happened_at)
        ago = timezone.localtime() - timedelta(minutes=self.definition.visits.usual_minutes)
        return ago.replace(minute=ago.minute - ago.minute % QUARTER, second=0, microsecond=0)

    @cached_property
    def agreed_days(self) -> float:
        """Days between two visits, as is agreed with the family or usual for such a case."""
        return agreed_for(self.case).every_days(timezone.localdate())

    @property
    def every_days(self) -> int:
        """The same in whole days, one at least."""
        return max(1, round(self.agreed_days))

    @property
    def next_day(self) -> date:
        """When the next visit is usual, counted from the last one that is planned or was done; today at least."""
        standing = Visit.objects.filter(visit_cases__case=self.case, outcome__in=["planned", "done"])
        last = standing.aggregate(last=Max(Coalesce("happened_at", "planned_for")))["last"]
        today = timezone.localdate()
        return max(today, timezone.localdate(last) + timedelta(days=self.every_days)) if last else today

    @property
    def minutes(self) -> int:
        return (self.visit and self.visit.minutes) or self.definition.visits.usual_minutes

    @property
    def place(self) -> str:
        return (self.visit and self.visit.place) or self.definition.visits.places[0].key

    @cached_property
    def topics(self) -> list[Topic]:
        """Topics of the service, those of the case's latest visits first."""
        recent = {key for (topics,) in TOPICS(case=self.case.pk) for key in topics}
        return sorted(self.definition.visits.topics, key=lambda topic: topic.key not in recent)

    @cached_property
    def planned_workers(self) -> list[User]:
        """Those the visit was planned with."""
        if self.visit is None:
            return []
        return [row.worker for row in self.visit.workers.select_related("worker").order_by("id")]

    @cached_property
    def near_colleagues(self) -> list[User]:
        """Those named on the case or planned with, by name."""
        found = {one.pk: one for one in [*self.planned_workers, *named_workers(self.case)]}
        found.pop(self.user.pk, None)
        return sorted(found.values(), key=lambda one: (one.name, str(one.pk)))

    @cached_property
    def team_colleagues(self) -> list[User]:
        """The rest of the team."""
        near = {self.user.pk, *(one.pk for one in self.near_colleagues)}
        return [one for one in ABLE(team=self.case.team_id, today=timezone.localdate()) if one.pk not in near]

    @cached_property
    def ticked_colleagues(self) -> list[str]:
        """Planned colleagues, where the writer is one of those planned."""
        if self.user not in self.planned_workers:
            return []
        return [str(one.pk) for one in self.planned_workers if one != self.user]

    @cached_property
    def people(self) -> list[tuple[Person, str, str]]:
        """Whom one may have met: the person, what to call them, and who they are."""
        labels = {one.key: one.label.text(get_language() or "en") for one in self.definition.relations}
        return [
            (row.person, *_called(row, labels.get(row.relation, row.relation)))
            for row in people_to_see(self.case, self.user)
        ]

    @cached_property
    def notes(self) -> dict[object, VisitNote]:
        """Unsigned notes of the visit by case."""
        if self.visit is None:
            return {}
        drafts = VisitNote.objects.filter(visit_case__visit=self.visit, signed_at=None)
        return {note.visit_case.case_id: note for note in drafts.select_related("visit_case")}

    @cached_property
    def cases_of_visit(self) -> list[Case]:
        """Those of the cases here that the visit stands in, the nearest first."""
        if self.visit is None:
            return []
        standing = set(self.visit.visit_cases.values_list("case", flat=True))
        return [one for one in (self.case, *self.others) if one.pk in standing]

    @property
    def name(self) -> str:
        return case_name(self.case)

    @property
    def gestation_days(self) -> int | None:
        """Days of pregnancy today; None where there is none, or its dates are not known."""
        pregnancy = self.case.pregnancy
        if pregnancy is None or pregnancy.due_date is None or pregnancy.ended_on:
            return None
        return gestation_days_on(timezone.localdate(), pregnancy.due_date)


def setting_for_case(case: Case, user: User) -> VisitSetting:
    """An unplanned visit in a case."""
    return VisitSetting(case=case, user=user, others=_other_cases(case, user))


def setting_for_visit(visit: Visit, user: User) -> VisitSetting | None:
    """A visit to be recorded, in the case of it that is nearest to ``user``; None if none is visible."""
    mine = list(_readable(user).filter(visit_cases__visit=visit).order_by("closed_on", "pk"))
    if not mine:
        return None
    case = next((one for one in mine if is_named_on(user, one)), mine[0])
    planned = [one for one in mine if one != case]
    more = [one for one in _other_cases(case, user) if one not in planned]
    return VisitSetting(case=case, user=user, visit=visit, others=planned + more)


def _other_cases(case: Case, user: User) -> list[Case]:
    if not OTHERS(family=case.family_id, case=case.pk):
        return []
    found = _readable(user).open().filter(family=case.family_id).exclude(pk=case.pk).order_by("pk")
    return [one for one in found if can_log_visit(user, one)]


def _readable(user: User) -> CaseQuerySet:
    found: CaseQuerySet = Case.objects.visible_to(user).select_related(
        "client", "family", "team", "pregnancy", "service_version__service", "child__person"
    )
    return found.defer("service_version__definition")


def _called(row: FamilyMember, relation: str) -> tuple[str, str]:
    """What to call somebody, and who they are; a baby without a name by what it is."""
    person, child = row.person, getattr(row.person, "child", None)
    if child is None or person.given_name:
        return person.full_name or relation, relation
    among = row.among or 0  # type: ignore[attr-defined]  # annotated
    if child.state != ChildState.UNBORN:
        return child_name(child), relation
    number = child.birth_order if among > 1 else 0
    name = _("Unborn baby %(number)s") % {"number": number} if number else _("Unborn baby")
    return name, _("heartbeat or movement")
