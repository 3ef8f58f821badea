"""Practical help: asked for, then awarded, refused or not needed any more."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from attrs import asdict, frozen
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.edits import save_edit
from activity.errors import RuleBroken
from families.access import check_can_write
from families.actions.holding import holding
from families.days import check_has_come
from families.definition_of import rules_of
from families.errors import DateImpossible
from families.models import Case, PracticalHelp
from families.models.choices import HelpState


class HelpImpossible(RuleBroken):
    """What was told of a request does not fit together."""


@frozen(kw_only=True)
class HelpTold:
    """All that is told of one request. Amounts in pounds, not negative."""

    kind: str
    what: str
    asked_of: str = ""
    asked_on: date
    amount_asked: Decimal | None = None
    state: str = HelpState.ASKED.value
    decided_on: date | None = None
    amount_awarded: Decimal | None = None
    note: str = ""


@holding
def ask_help(*, case: Case, told: HelpTold, by: User) -> PracticalHelp:
    """Put a request into the ledger of an open case, decided already or not.

    Raises ``NotYours``, ``CaseIsClosed``, ``DateImpossible`` or ``HelpImpossible`` at its field.
    """
    check_can_write(by, case)
    return PracticalHelp.objects.create(case=case, entered_by=by, **_checked(case, told))


@transaction.atomic
def edit_help(*, entry: PracticalHelp, expected_version: int, told: HelpTold, by: User) -> PracticalHelp:
    """Change a request, or say what came of it; the history keeps what it said before.

    Raises as :func:`ask_help`, or ``StaleEdit`` with both versions.
    """
    check_can_write(by, entry.case)
    return save_edit(entry, expected_version=expected_version, changes=_checked(entry.case, told), by=by)


def _checked(case: Case, told: HelpTold) -> Mapping[str, Any]:
    if told.kind not in {kind.key for kind in rules_of(case).help_kinds}:
        raise HelpImpossible(_("The service has no such kind of help"), field="kind")
    check_has_come(told.asked_on, field="asked_on")
    if told.asked_on < case.referred_on:
        raise DateImpossible(_("That is before the family was referred."), field="asked_on")
    if told.state not in HelpState.values:
        raise HelpImpossible(_("Say what came of it"), field="state")
    _check_decision(told)
    return asdict(told)


def _check_decision(told: HelpTold) -> None:
    if told.state == HelpState.ASKED:
        if told.decided_on or told.amount_awarded is not None:
            raise HelpImpossible(_("Say what came of it, or take the decision out."), field="state")
        return
    if told.decided_on is None:
        raise DateImpossible(_("Say when it was decided"), field="decided_on")
    check_has_come(told.decided_on, field="decided_on")
    if told.decided_on < told.asked_on:
        raise DateImpossible(_("That is before it was asked for."), field="decided_on")
    if told.amount_awarded is not None and told.state != HelpState.AWARDED:
        raise HelpImpossible(_("Only an award has an amount."), field="amount_awarded")
