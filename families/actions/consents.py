"""Consent, which is apart from the lawful basis, and the log of what was shared."""

from datetime import date, timedelta

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.errors import RuleBroken
from families.actions.holding import holding
from families.actions.telling import tell_workers
from families.days import check_has_come, today
from families.definition_of import rules_of
from families.errors import DateImpossible
from families.labels import by_key
from families.models import Case, Consent, Person, SharingEntry, Task

REVIEW_WITHIN = timedelta(days=7)  # our own choice: a withdrawal is looked at within a week


@holding
def record_consent(
    *,
    case: Case,
    person: Person,
    kind: str,
    answer: str,
    answered_on: date,
    note: str = "",
    by: User | None,
) -> Consent:
    """Record one answer to one kind of consent; the latest of its kind counts.

    A withdrawal makes an urgent task to review the case. It erases nothing and blocks no safeguarding
    disclosure. Raises ``RuleBroken`` or ``DateImpossible`` at the field.
    """
    _check_kind(case, kind)
    check_has_come(answered_on, field="answered_on")
    if answer == Consent.Answer.WITHDRAWN:
        _check_withdrawal(case, person, kind, answered_on)
    consent = Consent.objects.create(
        case=case, person=person, kind=kind, answer=answer, answered_on=answered_on, note=note, entered_by=by
    )
    if answer == Consent.Answer.WITHDRAWN:
        _review(case, by)
    return consent


@holding
def log_sharing(
    *,
    case: Case,
    shared_on: date,
    what: str,
    to_whom: str,
    why: str,
    basis: str,
    allowed_by: User,
    by: User | None,
) -> SharingEntry:
    """Record what was shared, with whom, why, on what basis, and who allowed it."""
    check_has_come(shared_on, field="shared_on")
    return SharingEntry.objects.create(
        case=case,
        shared_on=shared_on,
        what=what,
        to_whom=to_whom,
        why=why,
        basis=basis,
        allowed_by=allowed_by,
        entered_by=by,
    )


def consents_now(case: Case) -> dict[tuple[str, str], Consent]:
    """The answer that counts, by kind and person's id."""
    rows = case.consents.select_related("person", "entered_by").order_by("answered_on", "id")
    return {(row.kind, str(row.person_id)): row for row in rows}


def _check_kind(case: Case, kind: str) -> None:
    try:
        by_key(rules_of(case).consents, kind)
    except KeyError:
        raise RuleBroken(_("Choose what was asked for from the list."), field="kind") from None


def _check_withdrawal(case: Case, person: Person, kind: str, on: date) -> None:
    given = case.consents.filter(person=person, kind=kind, answer=Consent.Answer.GIVEN).order_by("answered_on")
    first = given.first()
    if first is None:
        raise RuleBroken(_("Only a consent that was given can be withdrawn."), field="answer")
    if on < first.answered_on:
        raise DateImpossible(_("The consent was given later than this."), field="answered_on")


def _review(case: Case, by: User | None) -> None:
    """The case is open to safeguarding as before; whether work goes on is for people to decide."""
    if case.closed_on:
        return
    Task.objects.create(
        case=case,
        title=now_("Consent withdrawn: review what goes on and what stops"),
        assigned_to=by,
        due_on=today() + REVIEW_WITHIN,
        urgent=True,
        entered_by=by,
    )
    tell_workers(case=case, kind="consent", text=_("consent has been withdrawn. A review is due."), by=by)
