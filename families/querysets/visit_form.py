"""What the form of a visit asks of the database, once the case was found through the gate."""

from datetime import date
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from accounts.roles import Permission
from activity.prepared import Prepared
from families.models import Allocation, Case, Child, FamilyMember, VisitCase
from families.models.choices import ChildState
from families.querysets.dated import holds_on

LATEST = 3


def _in_the_family(family: UUID, today: date) -> QuerySet[FamilyMember, FamilyMember]:
    """Who belongs to the family, with their place in it and, of children, how many were expected together."""
    together = Child.objects.filter(pregnancy=OuterRef("person__child__pregnancy")).order_by().values("pregnancy")
    held = holds_on(today, starts="valid_from", ends="valid_to")
    rows = FamilyMember.objects.filter(held, family=family, person__died_on=None)
    gone = Q(person__child__state=ChildState.LOST) | Q(person__child__state=ChildState.DIED)
    return (
        rows.exclude(gone)
        .select_related("person__child__pregnancy__mother")
        .annotate(among=Subquery(together.annotate(number=Count("pk")).values("number")))
        .order_by("valid_from", "pk")
    )


def _named(case: UUID, today: date) -> QuerySet[User, User]:
    """Who owns or covers a slot of the case."""
    current = Allocation.objects.current(today).filter(case=case)
    covering = current.filter(covers__starts__lte=today, covers__ends__gte=today)
    named = Q(pk__in=current.values("worker")) | Q(pk__in=covering.values("covers__worker"))
    return User.objects.filter(named, is_active=True).order_by("name", "pk")


def _able(team: UUID, today: date) -> QuerySet[User, User]:
    """Who works cases in the team."""
    return User.objects.able_to(Permission.WORK_CASES, team=team, on=today).order_by("name", "pk")


def _others(family: UUID, case: UUID) -> QuerySet[Case, tuple[UUID]]:
    """Other open cases of the family, whoever may see them."""
    return Case.objects.open().filter(family=family).exclude(pk=case).values_list("pk")


def _topics(case: UUID) -> QuerySet[VisitCase, tuple[list[str]]]:
    """The topics of the case's latest visits."""
    return VisitCase.objects.filter(case=case).order_by("-visit_id").values_list("topics")[:LATEST]


IN_THE_FAMILY = Prepared(_in_the_family)
NAMED = Prepared(_named)
ABLE = Prepared(_able)
OTHERS = Prepared(_others)
TOPICS = Prepared(_topics)
