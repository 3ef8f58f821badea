"""The first of two signatures: given, taken back, or found to be about other figures."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Permission
from activity.notify import notify
from reporting.access import check_can_sign, people_with
from reporting.actions.returns import check_signable, check_signed_by_nobody_else, check_still
from reporting.errors import NobodySigned, SignedFirst
from reporting.models import FirstSignature, Return
from reporting.periods import period_of_days
from reporting.scope import Scope, scope_of

KIND = "return_signed_first"


def asks_for_two(scope: Scope) -> bool:
    """Whether the definition of the service asks for a second person."""
    return scope.definition.return_layout.second_signature


def waiting_signature(made_for: Return) -> FirstSignature | None:
    """The first signature that waits for a second, if there is one."""
    waiting = made_for.first_signatures.filter(withdrawn_at=None, version=None)
    return waiting.select_related("signed_by").first()


@transaction.atomic
def sign_first(
    *,
    made_for: Return,
    shown: Mapping[str, list[str]],
    after: int | None = None,
    why: str = "",
    today: date | None = None,
    by: User,
) -> FirstSignature:
    """Sign the draft that ``shown`` describes as the first of two, and tell those who may sign second.

    Nothing is frozen yet. Raises ``NotYourReturn``, ``PeriodNotOver``, ``SignedMeanwhile``, ``WhyMissing``,
    ``DraftMoved``, or ``SignedFirst`` where somebody has signed first already.
    """
    check_can_sign(by, made_for.service)
    made_for = Return.objects.select_for_update(of=("self",)).select_related("service").get(pk=made_for.pk)
    scope = scope_of(made_for.service, period_of_days(made_for.first_day, made_for.last_day), today)
    check_signed_by_nobody_else(made_for, after)
    check_signable(made_for, scope, why)
    if waiting_signature(made_for):
        raise SignedFirst
    check_still(scope, shown)
    signed = FirstSignature.objects.create(
        made_for=made_for, signed_at=timezone.now(), signed_by=by, why=why.strip(), shown=dict(shown), entered_by=by
    )
    _tell(made_for, scope, by)
    return signed


@transaction.atomic
def take_back(*, made_for: Return, by: User) -> FirstSignature:
    """Take the waiting first signature back. Whoever signs may: figures that moved on can be signed by nobody else.

    Raises ``NotYourReturn``, or ``NobodySigned`` where none waits.
    """
    check_can_sign(by, made_for.service)
    made_for = Return.objects.select_for_update(of=("self",)).get(pk=made_for.pk)
    waiting = waiting_signature(made_for)
    if waiting is None:
        raise NobodySigned
    waiting.withdrawn_at = timezone.now()
    waiting.save(update_fields=["withdrawn_at"])
    return waiting


def _tell(made_for: Return, scope: Scope, by: User) -> None:
    link = reverse("reporting:return", args=[made_for.pk])
    for user in people_with(Permission.SIGN_RETURNS, made_for.service, timezone.localdate()):
        if user == by:
            continue
        with translation.override(user.language):
            text = _("A return waits for your signature: %(period)s") % {"period": scope.period.label}
        notify(user=user, kind=KIND, text=text, link=f"{link}#sign-off", email=True, by=by)
