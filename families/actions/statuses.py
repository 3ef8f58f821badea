"""Legal and child protection statuses: each kind has its own dated rows, several may hold at once."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from families.actions.holding import holding
from families.actions.renew import renew_family
from families.days import check_has_come, day_before, said, today
from families.definitions import ServiceDefinition
from families.definitions.schema import Status as StatusRule
from families.errors import DateImpossible, RuleBroken, StatusOverlaps
from families.models import Family, Meeting, Person, Status
from families.querysets.dated import holds_within

FAR = date(9999, 12, 31)


@holding
def start_status(
    *,
    family: Family,
    person: Person,
    definition: ServiceDefinition,
    kind: str,
    starts: date,
    ends: date | None = None,
    categories: Sequence[str] = (),
    meeting: Meeting | None = None,
    by: User | None,
) -> Status:
    """Put somebody, born or not, under a status from a day on.

    What the status counts as (social services, register, looked after) is copied from ``definition``.
    Raises ``StatusOverlaps`` or ``DateImpossible`` at the field.
    """
    status = make_status(
        family=family,
        person=person,
        definition=definition,
        kind=kind,
        starts=starts,
        ends=ends,
        categories=categories,
        meeting=meeting,
        by=by,
    )
    renew_family(family=family, by=by)
    return status


@transaction.atomic
def end_status(*, status: Status, ends: date, meeting: Meeting | None = None, by: User | None) -> Status:
    """End a status on its last day, which counts. Raises ``DateImpossible`` or ``RuleBroken``."""
    status = finish_status(status=status, ends=ends, meeting=meeting)
    renew_family(family=status.family, by=by)
    return status


@holding
def make_status(
    *,
    family: Family,
    person: Person,
    definition: ServiceDefinition,
    kind: str,
    starts: date,
    ends: date | None,
    categories: Sequence[str],
    meeting: Meeting | None,
    by: User | None,
) -> Status:
    """As :func:`start_status`, within an action that renews the clocks itself."""
    rule = rule_of(definition, kind)
    known = _known_categories(rule, categories)
    _check_days(person, rule, starts, ends)
    last = _last_day_of(person)
    ends = min(ends or last, last) if last else ends
    _check_free(person, rule, starts, ends)
    try:
        with transaction.atomic():
            return Status.objects.create(
                family=family,
                person=person,
                kind=kind,
                categories=known,
                open_to_social_services=rule.open_to_social_services,
                on_register=rule.register,
                looked_after=rule.looked_after,
                starts=starts,
                ends=ends,
                meeting=meeting,
                entered_by=by,
            )
    except IntegrityError as broken:
        raise StatusOverlaps(field="starts") from broken


def finish_status(*, status: Status, ends: date, meeting: Meeting | None = None) -> Status:
    """As :func:`end_status`, within an action that renews the clocks itself."""
    status = Status.objects.select_for_update(of=("self",)).select_related("family").get(pk=status.pk)
    if status.ends:
        raise RuleBroken(_("This status ended on %(day)s already.") % {"day": said(status.ends)}, field="ends")
    if ends < status.starts:
        raise DateImpossible(
            _("It began on %(day)s and cannot end before.") % {"day": said(status.starts)}, field="ends"
        )
    check_has_come(ends, field="ends")
    status.ends, status.ended_at_meeting = ends, meeting
    status.save(update_fields=["ends", "ended_at_meeting"])
    return status


@holding
def apply_decision(
    *,
    family: Family,
    person: Person,
    definition: ServiceDefinition,
    starts: Sequence[str],
    ends: Sequence[str],
    categories: Sequence[str],
    meeting: Meeting,
    on: date,
    by: User | None,
) -> None:
    """Start and end the statuses that a meeting decided on, for one person on one day.

    A status that holds already goes on; on the register for other reasons than before, it is ended
    the day before and begun anew. Ending what does not hold changes nothing.
    """
    for status in Status.objects.holding_on(on).filter(person=person, kind__in=ends, ends__isnull=True):
        finish_status(status=status, ends=on, meeting=meeting)
    for kind in starts:
        if not _goes_on(person, kind, categories, meeting, on):
            make_status(
                family=family,
                person=person,
                definition=definition,
                kind=kind,
                starts=on,
                ends=None,
                categories=categories,
                meeting=meeting,
                by=by,
            )


def rule_of(definition: ServiceDefinition, kind: str) -> StatusRule:
    """The status of that key. Raises ``RuleBroken`` where the service has none."""
    try:
        return definition.status(kind)
    except KeyError:
        raise RuleBroken(_("Choose a status from the list."), field="kind") from None


def _goes_on(person: Person, kind: str, categories: Sequence[str], meeting: Meeting, on: date) -> bool:
    held = Status.objects.holding_on(on).filter(person=person, kind=kind, ends__isnull=True).first()
    if held is None:
        return False
    if not held.on_register or set(held.categories) == set(categories) or held.starts >= on:
        return True
    finish_status(status=held, ends=day_before(on), meeting=meeting)
    return False


def _known_categories(rule: StatusRule, categories: Sequence[str]) -> list[str]:
    """The chosen categories in the definition's order; a register asks for at least one."""
    keys = [choice.key for choice in rule.categories]
    if set(categories) - set(keys):
        raise RuleBroken(
            _("Categories belong to a register. “%(status)s” has none of those that you chose.")
            % {"status": rule.label.text(_language())},
            field="categories",
        )
    if rule.register and not categories:
        raise RuleBroken(_("Choose at least one category."), field="categories")
    return [key for key in keys if key in categories]


def _check_days(person: Person, rule: StatusRule, starts: date, ends: date | None) -> None:
    check_has_come(starts, field="starts")
    if ends and ends < starts:
        raise DateImpossible(_("It cannot end before it starts."), field="ends")
    if ends:
        check_has_come(ends, field="ends")
    last = _last_day_of(person)
    if last and starts > last:
        words = (
            _("They died on %(day)s. Nothing can start after that.")
            if person.died_on
            else _("The pregnancy ended on %(day)s. Nothing can start after that.")
        )
        raise DateImpossible(words % {"day": said(last)}, field="starts")
    if rule.looked_after:
        _check_born(person, starts)


def _last_day_of(person: Person) -> date | None:
    """The last day on which a status can hold, written down later or not: that of the loss, or of the death."""
    loss = getattr(getattr(person, "child", None), "loss", None)
    return loss.lost_on if loss else person.died_on


def _check_born(person: Person, starts: date) -> None:
    """A child is looked after from birth at the earliest; before it there is nobody to look after."""
    child = getattr(person, "child", None)
    if child is not None and person.date_of_birth is None:
        raise DateImpossible(_("An unborn child cannot be looked after. Record the birth first."), field="kind")
    if person.date_of_birth and starts < person.date_of_birth:
        raise DateImpossible(
            _("The child was born on %(day)s. This status cannot start before.") % {"day": said(person.date_of_birth)},
            field="starts",
        )


def _check_free(person: Person, rule: StatusRule, starts: date, ends: date | None) -> None:
    taken = Status.objects.filter(holds_within(starts, ends or FAR), person=person, kind=rule.key)
    held = taken.order_by("starts").first()
    if held is None:
        return
    until = _("until %(day)s") % {"day": said(held.ends)} if held.ends else _("still")
    raise StatusOverlaps(
        _("“%(status)s” holds from %(day)s, %(until)s. End that one first, or choose other dates.")
        % {"status": rule.label.text(_language()), "day": said(held.starts), "until": until},
        field="starts",
    )


def _language() -> str:
    from django.utils.translation import get_language

    return get_language() or "en"


def statuses_of(person: Person) -> list[Status]:
    """What somebody stands under today."""
    return list(Status.objects.holding_on(today()).filter(person=person).order_by("starts"))
