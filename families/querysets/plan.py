"""Notes, tasks and goals: reached only through the cases that may be seen."""

from django.db.models import QuerySet

from accounts.models import User
from families.models import Case, Goal, Task, VisitNote


def notes_shown_to(user: User) -> QuerySet[VisitNote]:
    """Notes written for a case that ``user`` may see."""
    return VisitNote.objects.filter(visit_case__case__in=Case.objects.visible_to(user))


def tasks_shown_to(user: User) -> QuerySet[Task]:
    """Tasks of cases that ``user`` may see."""
    return Task.objects.filter(case__in=Case.objects.visible_to(user))


def goals_shown_to(user: User) -> QuerySet[Goal]:
    """Goals of cases that ``user`` may see."""
    return Goal.objects.filter(case__in=Case.objects.visible_to(user))
