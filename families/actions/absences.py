"""Writing leave down, and taking it back."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from families.days import check_within_two_years, today
from families.errors import AlreadyRecorded, DateImpossible, NotYours
from families.models import Absence
from families.reading.leave import is_of_teams

LONGEST = 400
"""Days of one absence at most: a year's parental leave, with holidays before and after."""


@transaction.atomic
def plan_absence(*, worker: User, starts: date, ends: date, by: User) -> Absence:
    """Let the board count without the worker from ``starts`` to ``ends``; their cases stay theirs.

    Raises ``NotYours`` for a worker of somebody else's team, ``DateImpossible``, ``AlreadyRecorded`` where
    they are away on one of the days already.
    """
    _check_allocates(by, worker)
    for name, day in (("starts", starts), ("ends", ends)):
        check_within_two_years(day, field=name)
    if ends < starts:
        raise DateImpossible(_("Leave cannot end before it starts."), field="ends")
    if ends < today():
        raise DateImpossible(_("This leave is over. Only leave to come is planned here."), field="ends")
    if (ends - starts).days >= LONGEST:
        raise DateImpossible(_("This is longer than a year. Check the dates."), field="ends")
    try:
        with transaction.atomic():
            return Absence.objects.create(worker=worker, starts=starts, ends=ends, entered_by=by)
    except IntegrityError:
        raise AlreadyRecorded(_("They are away on one of these days already."), field="starts") from None


@transaction.atomic
def withdraw_absence(*, absence: Absence, by: User) -> Absence:
    """Take planned leave back. Doing it twice changes nothing."""
    _check_allocates(by, absence.worker)
    row = Absence.objects.select_for_update(of=("self",)).get(pk=absence.pk)
    if row.withdrawn_at is None:
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
    return row


def _check_allocates(by: User, worker: User) -> None:
    if not is_of_teams(worker, by.teams_with(Permission.ALLOCATE)):
        raise NotYours
