"""A child apart from its parents, and home again: a series of dated events, closed case or not."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.errors import RuleBroken
from families.actions.holding import hold, holding
from families.actions.renew import renew_case
from families.days import check_has_come, said
from families.definitions import ServiceDefinition
from families.definitions.schema import SeparationBasis
from families.errors import AlreadyRecorded, DateImpossible
from families.labels import by_key
from families.models import Case, Child, ReturnHome, Separation


@holding
def record_separation(
    *,
    child: Child,
    definition: ServiceDefinition,
    separated_on: date,
    basis: str,
    carer: str,
    from_all_resident_parents: bool = True,
    never_went_home: bool = False,
    by: User | None,
) -> Separation:
    """Record that a child and its parents parted; whether it counts as a removal is the basis's to say.

    Possible after closure. Raises ``DateImpossible`` (before birth, after death, in the future, before
    the last return) or ``AlreadyRecorded`` (the child is apart already).
    """
    child = Child.objects.select_for_update(of=("self",), no_key=True).select_related("person").get(pk=child.pk)
    ground = basis_of(definition, basis)
    _check_day(child, separated_on)
    _check_order(child, separated_on, never_went_home)
    try:
        with transaction.atomic():
            separation = Separation.objects.create(
                child=child,
                separated_on=separated_on,
                basis=basis,
                carer=carer,
                counts_as_removal=ground.counts_as_removal,
                from_all_resident_parents=from_all_resident_parents,
                never_went_home=never_went_home,
                entered_by=by,
            )
    except IntegrityError as broken:
        raise AlreadyRecorded(_("A separation on this day is recorded already."), field="separated_on") from broken
    _renew(child, by)
    return separation


@transaction.atomic
def record_return(*, separation: Separation, returned_on: date, to_whom: str = "", by: User | None) -> ReturnHome:
    """Record that the child came home. Raises ``AlreadyRecorded`` or ``DateImpossible``."""
    hold(separation.child)
    child = (
        Child.objects.select_for_update(of=("self",), no_key=True).select_related("person").get(pk=separation.child_id)
    )
    if ReturnHome.objects.filter(separation=separation).exists():
        raise AlreadyRecorded(_("The return from this separation is recorded already."))
    check_has_come(returned_on, field="returned_on")
    if returned_on < separation.separated_on:
        raise DateImpossible(
            _("The child left on %(day)s and cannot return before.") % {"day": said(separation.separated_on)},
            field="returned_on",
        )
    _check_alive(child, returned_on, "returned_on")
    returned = ReturnHome.objects.create(separation=separation, returned_on=returned_on, to_whom=to_whom, entered_by=by)
    _renew(child, by)
    return returned


def current_separation(child: Child) -> Separation | None:
    """The separation from which the child has not returned."""
    return child.separations.filter(return_home__isnull=True).order_by("separated_on").last()


def age_in_days(child: Child, on: date) -> int | None:
    """Completed days since birth, 0 on the day itself; None while the date of birth is not known."""
    born_on = child.person.date_of_birth
    return (on - born_on).days if born_on else None


def basis_of(definition: ServiceDefinition, key: str) -> SeparationBasis:
    """The legal basis of that key. Raises ``RuleBroken`` where the service has none."""
    try:
        return by_key(definition.separation_bases, key)
    except KeyError:
        raise RuleBroken(_("Choose a legal basis from the list."), field="basis") from None


def _check_day(child: Child, on: date) -> None:
    check_has_come(on, field="separated_on")
    born_on = child.person.date_of_birth
    if born_on is None:
        raise DateImpossible(_("Record the birth first: the child is unborn."), field="separated_on")
    if on < born_on:
        raise DateImpossible(
            _("The child was born on %(day)s and cannot be separated before.") % {"day": said(born_on)},
            field="separated_on",
        )
    _check_alive(child, on, "separated_on")


def _check_alive(child: Child, on: date, field: str) -> None:
    if child.person.died_on and on > child.person.died_on:
        raise DateImpossible(_("The child died before this day."), field=field)


def _check_order(child: Child, on: date, never_went_home: bool) -> None:
    known = list(child.separations.select_related("return_home").order_by("separated_on"))
    if not known:
        return
    last = known[-1]
    if not hasattr(last, "return_home"):
        raise AlreadyRecorded(
            _("The child is apart since %(day)s. Record the return home first.") % {"day": said(last.separated_on)},
            field="separated_on",
        )
    if on < last.return_home.returned_on:
        raise DateImpossible(
            _("The child returned home on %(day)s. A later separation cannot be before.")
            % {"day": said(last.return_home.returned_on)},
            field="separated_on",
        )
    if never_went_home:
        raise RuleBroken(_("A return home is recorded, so the child did go home."), field="never_went_home")


def _renew(child: Child, by: User | None) -> None:
    about = Case.objects.filter(child=child)
    if child.pregnancy_id:
        about = about | Case.objects.filter(pregnancy=child.pregnancy_id)
    for case in about:
        renew_case(case=case, by=by)
