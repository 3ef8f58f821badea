"""Keeping the stored outcome of each case in line with its rows, and checking that it is."""

from uuid import UUID

from attrs import frozen
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Permission
from activity.models import OutboxMessage
from activity.notify import notify
from activity.outbox import publish
from families.actions.renew import CASE_CHANGED
from families.models import Case
from outcomes.code_version import code_version
from outcomes.models import CaseOutcome, OutcomeCheck
from outcomes.reading.one_case import CountedOutcome, outcome_of, outcomes_of

NAMED_AT_MOST = 100
"""References that one check names; the count is of all."""


@transaction.atomic
def renew_outcome(*, case_id: UUID | str) -> CaseOutcome | None:
    """Compute the outcome of a case and store it where it has changed; None for a case that is gone.

    The case is locked first, as every action that changes it does, so that of two renewals the later
    one has seen what the earlier one saw.
    """
    case = Case.objects.select_for_update(of=("self",), no_key=True).filter(pk=case_id).first()
    if case is None:
        return None
    counted = outcome_of(case)
    known = CaseOutcome.objects.filter(case=case).first()
    if known and _same(known, counted):
        return known
    values = {"result": counted.result, "fingerprint": counted.fingerprint, "computed_at": timezone.now()}
    stored, _made = CaseOutcome.objects.update_or_create(case=case, defaults=values)
    return stored


def check_outcomes() -> OutcomeCheck:
    """Count every case again, keep a row of what differs, tell the teams' managers, and have it renewed.

    Cases whose renewal is still on its way are not differences. How far it has come stands in the row.
    """
    check = OutcomeCheck.objects.create(
        started_at=timezone.now(), total=Case.objects.count(), code_version=code_version()
    )
    differing: list[Differing] = []
    for some in outcomes_of(Case.objects.all()):
        check.cases += len(some)
        differing += [Differing(one.case_id, one.reference) for one in _differing(some)]
        check.save(update_fields=["cases"])
    check.differing = [one.reference for one in differing[:NAMED_AT_MOST]]
    check.finished_at = timezone.now()
    check.save(update_fields=["differing", "finished_at"])
    if differing:
        _report(differing)
    return check


@frozen
class Differing:
    """A case whose stored outcome is not what its rows give: its results are not kept in memory."""

    case_id: UUID
    reference: str


def _differing(some: list[CountedOutcome]) -> list[CountedOutcome]:
    stored = {one.case_id: one for one in CaseOutcome.objects.filter(case__in=[one.case_id for one in some])}
    wrong = [one for one in some if one.case_id not in stored or not _same(stored[one.case_id], one)]
    return [one for one in wrong if not _on_its_way(one.case_id)]


def _same(stored: CaseOutcome, counted: CountedOutcome) -> bool:
    return (stored.fingerprint, stored.result) == (counted.fingerprint, counted.result)


def _key(case_id: UUID) -> str:
    return f"{CASE_CHANGED}:{case_id}"


def _on_its_way(case_id: UUID) -> bool:
    return OutboxMessage.objects.waiting().filter(topic=CASE_CHANGED, key=_key(case_id)).exists()


@transaction.atomic
def _report(differing: list[Differing]) -> None:
    for one in differing:
        publish(CASE_CHANGED, {"case": str(one.case_id)}, key=_key(one.case_id))
    teams = Case.objects.filter(pk__in=[one.case_id for one in differing]).values_list("team", flat=True).distinct()
    for team in teams:
        for manager in User.objects.able_to(Permission.SIGN_CLOSURE, team=team, on=timezone.localdate()):
            _tell(manager, len(differing))


def _tell(manager: User, count: int) -> None:
    with translation.override(manager.language):
        text = _("The nightly check found %(count)s outcomes that differed from their rows. They are being renewed.")
    notify(user=manager, kind="outcomes", text=text % {"count": count}, link=reverse("outcomes:runs"))
