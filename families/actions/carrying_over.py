"""A case that another service takes over: it ends here, and what still lies ahead goes on in a case of theirs."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from families.actions.carrying_papers import carry_papers
from families.actions.cases import open_case
from families.actions.closures import on_register, statuses_as_data
from families.actions.ending import end_case
from families.actions.renew import renew_case
from families.actions.rows import change
from families.actions.services import version_in_force
from families.days import today
from families.definition_of import definition_of, rules_of
from families.definitions import ServiceDefinition
from families.errors import CannotTransfer
from families.models import (
    AgencyContact,
    Case,
    Closure,
    Meeting,
    MeetingCase,
    Transfer,
    Visit,
    VisitCase,
    VisitWorker,
)
from families.querysets.dated import holds_on


def carry_over(*, case: Case, transfer: Transfer, by: User) -> Case:
    """Close ``case`` as transferred and open the receiving service's own, with what lies ahead; returns that one.

    Who asked and who takes it are the two people that every closing needs. What was done stays in the old record,
    which the receiving team may read. Raises ``CannotTransfer``.
    """
    if transfer.asked_by_id == by.pk:
        raise CannotTransfer(_("You asked for this transfer. Somebody else has to take the case over."))
    assert transfer.to_service is not None  # noqa: S101  asked by the caller
    version = version_in_force(service=transfer.to_service, on=today())
    _close(case, transfer, by)
    made = open_case(
        family=case.family, client=case.client, service_version=version, team=transfer.to_team,
        pregnancy=case.pregnancy, child=case.child, referred_on=transfer.asked_on, opened_on=today(), by=by,
    )  # fmt: skip
    _carry(case, made, definition_of(version), by)
    renew_case(case=case, by=by)
    renew_case(case=made, by=by)
    return made


def check_can_be_closed_so(case: Case) -> None:
    """Raise ``CannotTransfer`` where the case's own service knows no closing by transfer."""
    if not any(one.is_transfer for one in rules_of(case).closing_reasons):
        raise CannotTransfer(_("This service has no closing reason for a transfer. Ask whoever looks after it."))


def _close(case: Case, transfer: Transfer, by: User) -> None:
    check_can_be_closed_so(case)
    reason = next(one for one in rules_of(case).closing_reasons if one.is_transfer)
    Closure.objects.create(
        case=case, reason=reason.key, is_transfer=True, note=transfer.summary, asked_on=transfer.asked_on,
        asked_by=transfer.asked_by, statuses=statuses_as_data(case), signed_on=today(), signed_by=by,
        register_acknowledged=on_register(case), entered_by=by,
    )  # fmt: skip
    end_case(case, today())


def _carry(old: Case, new: Case, rules: ServiceDefinition, by: User) -> None:
    """What lies ahead goes on in the new case; nobody's name stands beside it until its team takes it."""
    for task in old.tasks.filter(done_on__isnull=True, cancelled_on__isnull=True):
        change(task, case=new, assigned_to=None)
    for goal in old.goals.filter(reached_on__isnull=True, dropped_on__isnull=True):
        change(goal, case=new)
    for row in [*old.practical_help.waiting(), *old.reports.waiting()]:
        change(row, case=new)
    planned = Visit.objects.planned().filter(visit_cases__case=old)
    rows = list(VisitCase.objects.filter(case=old, visit__in=planned))
    shared = VisitCase.objects.filter(visit__in=planned).exclude(case=old).values("visit")
    VisitWorker.objects.filter(visit__in=planned).exclude(visit__in=shared).delete()
    for seen in rows:
        _goes_to(seen, new)
    for row in MeetingCase.objects.filter(case=old, meeting__in=Meeting.objects.ahead()):
        change(row, case=new)
    _carry_network(old, new, by)
    carry_papers(old, new, rules, by)


def _carry_network(old: Case, new: Case, by: User) -> None:
    """The people of other agencies stand in both records: as they were known here, and from today on there."""
    kept = ("role", "name", "organisation", "phone", "email")
    for one in AgencyContact.objects.filter(holds_on(today()), case=old):
        AgencyContact.objects.create(
            case=new, starts=today(), ends=one.ends, entered_by=by, **{name: getattr(one, name) for name in kept}
        )


def _goes_to(row: VisitCase, case: Case) -> None:
    """Rows that nobody edits have no version."""
    row.case = case
    row.save(update_fields=["case"])
