"""What a worker must know before knocking, calling or writing, each with a day to look again."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.edits import save_edit
from families.actions.holding import holding
from families.days import check_has_come, check_within_two_years
from families.errors import DateImpossible
from families.models import Family, Person, SafetyFlag


@holding
def add_safety_flag(
    *,
    family: Family,
    text: str,
    agreed_on: date,
    review_on: date,
    lone_worker: bool = False,
    person: Person | None = None,
    by: User,
) -> SafetyFlag:
    """Add a flag for the family, or for one person of it. Raises ``DateImpossible`` at the field."""
    check_has_come(agreed_on, field="agreed_on")
    _check_review(agreed_on, review_on)
    return SafetyFlag.objects.create(
        family=family,
        person=person,
        text=text,
        lone_worker=lone_worker,
        agreed_on=agreed_on,
        agreed_by=by,
        review_on=review_on,
        entered_by=by,
    )


def edit_safety_flag(*, flag: SafetyFlag, expected_version: int, changes: Mapping[str, Any], by: User) -> SafetyFlag:
    """Change a flag's words or its review day, or end it. Raises ``DateImpossible`` or ``StaleEdit``."""
    if review_on := changes.get("review_on"):
        _check_review(flag.agreed_on, review_on)
    ended_on = changes.get("ended_on")
    if ended_on:
        check_has_come(ended_on, field="ended_on")
        if ended_on < flag.agreed_on:
            raise DateImpossible(_("It cannot end before it was agreed."), field="ended_on")
    return save_edit(flag, expected_version=expected_version, changes=changes, by=by)


def _check_review(agreed_on: date, review_on: date) -> None:
    check_within_two_years(review_on, field="review_on")
    if review_on < agreed_on:
        raise DateImpossible(_("Look again after the day it was agreed."), field="review_on")
