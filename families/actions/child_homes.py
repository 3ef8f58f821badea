"""Where a child lives, kept up to date; what was entered wrongly is put right and the old words stay in the history."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.edits import save_edit
from activity.errors import RuleBroken
from families.actions.holding import hold, holding
from families.actions.separations import open_separation_on
from families.days import check_has_come, said
from families.definitions import ServiceDefinition
from families.definitions.schema import Carer
from families.errors import DateImpossible
from families.labels import by_key
from families.models import Child, ChildHome


@holding
def record_home(
    *, child: Child, definition: ServiceDefinition, since: date, carer: str, who: str = "", by: User | None
) -> ChildHome:
    """Record with whom a born child lives from a day on.

    Raises ``DateImpossible`` (before birth, after death, in the future), or ``RuleBroken`` for an unknown carer
    and for a parent from whom the child is apart on that day: the return home comes first.
    """
    child = Child.objects.select_for_update(of=("self",), no_key=True).select_related("person").get(pk=child.pk)
    _check(child, definition, since, carer)
    return ChildHome.objects.create(child=child, since=since, carer=carer, who=who.strip(), entered_by=by)


@transaction.atomic
def correct_home(
    *, home: ChildHome, expected_version: int, changes: dict[str, Any], definition: ServiceDefinition, by: User
) -> ChildHome:
    """Put a row right. Raises as :func:`record_home`, or ``StaleEdit``."""
    hold(home.child)
    child = Child.objects.select_related("person").get(pk=home.child_id)
    _check(child, definition, changes["since"], changes["carer"])
    return save_edit(home, expected_version=expected_version, changes=changes, by=by)


def carer_of(definition: ServiceDefinition, key: str) -> Carer:
    """The carer of that key. Raises ``RuleBroken`` where the service has none."""
    try:
        return by_key(definition.carers, key)
    except KeyError:
        raise RuleBroken(_("Choose from the list with whom the child lives."), field="carer") from None


def _check(child: Child, definition: ServiceDefinition, since: date, carer: str) -> None:
    chosen = carer_of(definition, carer)
    check_has_come(since, field="since")
    born_on, died_on = child.person.date_of_birth, child.person.died_on
    if born_on is None:
        raise DateImpossible(_("Record the birth first: the child is unborn."), field="since")
    if since < born_on:
        message = _("The child was born on %(day)s. This day is before.") % {"day": said(born_on)}
        raise DateImpossible(message, field="since")
    if died_on and since > died_on:
        raise DateImpossible(_("The child died before this day."), field="since")
    apart = open_separation_on(child, since)
    if chosen.parent and apart is not None and apart.from_all_resident_parents:
        raise RuleBroken(
            _("The child is apart from the parents since %(day)s. Record the return home first.")
            % {"day": said(apart.separated_on)},
            field="carer",
        )
