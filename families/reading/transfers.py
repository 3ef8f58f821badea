"""Transfers in words, for both sides."""

from dataclasses import dataclass

from django.db.models import F, QuerySet

from accounts.models import User
from accounts.roles import Permission
from families.actions.closures import on_register
from families.days import today
from families.models import Case, Transfer
from families.querysets.shown import cases_shown_to
from families.reading.summary import Summary, stage_words, summarise, with_babies


@dataclass(frozen=True)
class TransferPage:
    """One transfer. ``case``, and ``goes_on`` in another service, only for those who may open them.

    ``may_answer`` and ``may_withdraw`` draw the form.
    """

    transfer: Transfer
    case: Case | None
    goes_on: Case | None
    stage: str
    summary: Summary
    on_register: bool
    may_answer: bool
    may_withdraw: bool


def read_transfer(transfer: Transfer, user: User) -> TransferPage:
    """What ``user`` may know: before it is accepted the other team reads no name."""
    case = with_babies(Case.objects.for_reading()).get(pk=transfer.case_id)
    waiting = transfer.state == "waiting"
    return TransferPage(
        transfer=transfer,
        case=cases_shown_to(user).filter(pk=case.pk).first(),
        goes_on=cases_shown_to(user).filter(pk=transfer.to_case_id).first() if transfer.to_case_id else None,
        stage=stage_words(case),
        summary=summarise(case, today()),
        on_register=on_register(case),
        may_answer=waiting and user.holds(Permission.ALLOCATE, team=transfer.to_team_id),
        may_withdraw=waiting and user.holds(Permission.ALLOCATE, team=transfer.from_team_id),
    )


def transfers_of(user: User) -> QuerySet[Transfer]:
    """Transfers to and from the teams of ``user``: those that wait first, then the newest."""
    rows = Transfer.objects.visible_to(user).select_related(
        "case", "from_team", "to_team", "to_service", "asked_by", "answered_by"
    )
    answered = F("answered_by").asc(nulls_first=True)
    return rows.order_by(answered, "-asked_on", "-id")
