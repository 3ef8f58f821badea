"""Keeping one user away from one family, whatever their role: an alleged abuser who works for a partner."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from activity.errors import RuleBroken
from families.errors import DateImpossible
from families.models import Case, Exclusion
from families.querysets.dated import holds_on


class NobodyToExclude(RuleBroken):
    message = _("No user of your partnership signs in with this e-mail address.")


class NotOneself(RuleBroken):
    message = _("You cannot end an exclusion of yourself. Ask somebody else who governs information.")


class NoSuchCase(RuleBroken):
    message = _("There is no case with this reference in your partnership.")


@transaction.atomic
def exclude(*, reference: str, email: str, reason: str, on: date, by: User) -> Exclusion:
    """From ``on``, the user never sees the family of the case, in lists, search and counts neither.

    Information governance knows references and people, not the record. Raises ``NoSuchCase``,
    ``NobodyToExclude``, or ``RuleBroken`` where the user is excluded already.
    """
    partnerships = by.partnerships_with(Permission.MANAGE_EXCLUSIONS)
    case = Case.objects.filter(reference=reference.strip().upper(), partnership__in=partnerships).first()
    if case is None:
        raise NoSuchCase(field="reference")
    user = User.objects.in_partnerships(partnerships).filter(email__iexact=email.strip()).first()
    if user is None:
        raise NobodyToExclude(field="email")
    if Exclusion.objects.filter(holds_on(on), family=case.family_id, user=user).exists():
        raise RuleBroken(_("This user is excluded from the family already."), field="email")
    return Exclusion.objects.create(family_id=case.family_id, user=user, reason=reason, starts=on, entered_by=by)


@transaction.atomic
def end_exclusion(*, exclusion: Exclusion, by: User) -> Exclusion:
    """End an exclusion: yesterday was its last day, or today where it began today.

    Raises ``NotOneself`` for whoever is excluded, and ``DateImpossible`` where it has ended.
    """
    if exclusion.user_id == by.pk:
        raise NotOneself
    row = Exclusion.objects.select_for_update().get(pk=exclusion.pk)
    yesterday = timezone.localdate() - timedelta(days=1)
    if row.ends is not None and row.ends <= yesterday:
        raise DateImpossible(_("This exclusion has ended already."))
    row.ends = max(row.starts, yesterday)
    row.save(update_fields=["ends"])
    return row
