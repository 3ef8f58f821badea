"""Where views start from: the rows that a user may see, without touching a model."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.roles import Permission
from families.models import (
    Case,
    Closure,
    Document,
    Exclusion,
    Meeting,
    Milestone,
    Paper,
    Person,
    PracticalHelp,
    Report,
    Status,
    Visit,
)
from families.querysets.case import CaseQuerySet
from families.querysets.dated import holds_on
from families.querysets.document import DocumentQuerySet, ReportQuerySet
from families.querysets.meeting import MeetingQuerySet
from families.querysets.milestone import MilestoneQuerySet
from families.querysets.paper import PaperQuerySet
from families.querysets.person import PersonQuerySet
from families.querysets.practical_help import PracticalHelpQuerySet
from families.querysets.status import StatusQuerySet
from families.querysets.visit import VisitQuerySet


def cases_shown_to(user: User) -> CaseQuerySet:
    return Case.objects.visible_to(user)


def people_shown_to(user: User) -> PersonQuerySet:
    return Person.objects.visible_to(user)


def visits_shown_to(user: User) -> VisitQuerySet:
    return Visit.objects.visible_to(user)


def meetings_shown_to(user: User) -> MeetingQuerySet:
    return Meeting.objects.visible_to(user)


def milestones_shown_to(user: User) -> MilestoneQuerySet:
    return Milestone.objects.visible_to(user)


def papers_shown_to(user: User) -> PaperQuerySet:
    return Paper.objects.visible_to(user)


def documents_shown_to(user: User) -> DocumentQuerySet:
    return Document.objects.visible_to(user)


def reports_shown_to(user: User) -> ReportQuerySet:
    return Report.objects.visible_to(user)


def colleagues_on(case: Case) -> QuerySet[User]:
    """Who could be named on a case: the people of its team who work cases, and those allocated to it."""
    on = timezone.localdate()
    able = User.objects.able_to(Permission.SEE_CASES, team=case.team_id, on=on)
    allocated = User.objects.filter(allocations__in=case.allocations.current(on))
    return User.objects.filter(Q(pk__in=able.values("pk")) | Q(pk__in=allocated.values("pk"))).order_by("name")


def statuses_shown_to(user: User) -> StatusQuerySet:
    return Status.objects.visible_to(user)


def closures_to_sign(user: User) -> QuerySet[Closure]:
    """Closures that wait for a manager of their case's team."""
    cases = cases_shown_to(user).open().filter(team__in=user.teams_with(Permission.SIGN_CLOSURE))
    return Closure.objects.filter(
        case__in=cases, signed_on__isnull=True, refused_on__isnull=True, reopened_on__isnull=True
    )


def closures_for_manager(user: User) -> QuerySet[Closure]:
    """Closures of the cases of a manager's teams, answered or not."""
    cases = cases_shown_to(user).filter(team__in=user.teams_with(Permission.SIGN_CLOSURE))
    return Closure.objects.filter(case__in=cases)


def exclusions_shown_to(user: User) -> QuerySet[Exclusion]:
    """Exclusions in force in the partnerships whose information the user governs, the newest first."""
    partnerships = user.partnerships_with(Permission.MANAGE_EXCLUSIONS)
    rows = Exclusion.objects.filter(holds_on(timezone.localdate()), family__partnership__in=partnerships)
    return rows.select_related("family", "user", "entered_by").order_by("-starts", "-id")


def practical_help_shown_to(user: User) -> PracticalHelpQuerySet:
    """Practical help of cases that ``user`` may see."""
    return PracticalHelp.objects.visible_to(user).select_related("case")
