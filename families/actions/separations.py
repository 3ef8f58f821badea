"""A child apart from its parents, and home again: a series of dated events, closed case or not."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.edits import save_edit
from activity.errors import RuleBroken
from families.actions.holding import hold, holding
from families.actions.renew import renew_case
from families.days import check_has_come, said
from families.definitions import ServiceDefinition
from families.definitions.schema import SeparationBasis
from families.errors import AlreadyRecorded, DateImpossible
from families.labels import by_key
from families.models import Case, Child, ChildHome, ReturnHome, Separation


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

    Possible after closure. A child who is apart without having been removed (in neonatal care, in a placement with its
    mother) may be removed from there: it was not home in between. Raises ``DateImpossible`` (before birth, after
    death, in the future, before the last return) or ``AlreadyRecorded`` (the child is apart already).
    """
    child = Child.objects.select_for_update(of=("self",), no_key=True).select_related("person").get(pk=child.pk)
    ground = basis_of(definition, basis)
    _check_day(child, separated_on)
    _check_order(child, separated_on, never_went_home, ground.counts_as_removal and from_all_resident_parents)
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
def correct_separation(
    *, separation: Separation, expected_version: int, changes: dict[str, Any], definition: ServiceDefinition, by: User
) -> Separation:
    """Put right what was recorded of a separation; whether it counts as a removal is told anew from its basis.

    The rows before and after it in the child's life stay in order. Raises as :func:`record_separation`,
    ``StaleEdit`` where somebody else put it right meanwhile.
    """
    child = _held(separation.child)
    ground = basis_of(definition, changes["basis"])
    _check_day(child, changes["separated_on"])
    _check_between(child, separation, changes["separated_on"], changes["never_went_home"])
    if ground.counts_as_removal and changes.get("from_all_resident_parents", separation.from_all_resident_parents):
        _check_not_followed(child, separation)
    counted = {**changes, "counts_as_removal": ground.counts_as_removal}
    try:
        with transaction.atomic():
            saved = save_edit(separation, expected_version=expected_version, changes=counted, by=by)
    except IntegrityError as broken:
        raise AlreadyRecorded(_("A separation on this day is recorded already."), field="separated_on") from broken
    _renew(child, by)
    return saved


@transaction.atomic
def record_return(
    *, separation: Separation, returned_on: date, to_whom: str = "", carer: str = "",
    definition: ServiceDefinition | None = None, by: User | None,
) -> ReturnHome:  # fmt: skip
    """Record that the child came home; ``carer``, a key of ``definition``: with which parent it lives from then on.

    Raises ``AlreadyRecorded`` or ``DateImpossible``, or ``RuleBroken`` for a carer who is no parent.
    """
    child = _held(separation.child)
    if ReturnHome.objects.filter(separation=separation).exists():
        raise AlreadyRecorded(_("The return from this separation is recorded already."))
    _check_home_on(child, separation, returned_on)
    if carer and not (definition and any(one.key == carer and one.parent for one in definition.carers)):
        raise RuleBroken(_("Choose from the list with whom the child lives."), field="carer")
    returned = ReturnHome.objects.create(separation=separation, returned_on=returned_on, to_whom=to_whom, entered_by=by)
    if carer:
        ChildHome.objects.create(child=child, since=returned_on, carer=carer, who=to_whom, entered_by=by)
    _renew(child, by)
    return returned


@transaction.atomic
def correct_return(*, returned: ReturnHome, expected_version: int, changes: dict[str, Any], by: User) -> ReturnHome:
    """Put right on which day the child came home, and to whom.

    Raises ``DateImpossible`` for a day before the child left, after its death, in the future, or after it left again;
    ``StaleEdit`` where somebody else put it right meanwhile.
    """
    separation = returned.separation
    child = _held(separation.child)
    _check_home_on(child, separation, changes["returned_on"])
    saved = save_edit(returned, expected_version=expected_version, changes=changes, by=by)
    _renew(child, by)
    return saved


def open_separations(rows: Iterable[Separation], on: date | None = None) -> list[Separation]:
    """Of a child's separations those that hold, today or ``on``; the day of the return is a day at home.

    One that was no removal ends where the next begins: the child went from there, and not home.
    """
    ordered = sorted((one for one in rows if on is None or one.separated_on <= on), key=lambda one: one.separated_on)
    return [one for one in ordered if not _returned(one, on) and (is_removal(one) or one is ordered[-1])]


def open_separation_on(child: Child, day: date) -> Separation | None:
    """The separation that held on a day."""
    held = open_separations(child.separations.select_related("return_home"), day)
    return held[-1] if held else None


def is_removal(separation: Separation) -> bool:
    """Whether it is from every resident parent on a ground that counts."""
    return separation.counts_as_removal and separation.from_all_resident_parents


def _returned(separation: Separation, on: date | None) -> bool:
    returned = getattr(separation, "return_home", None)
    return returned is not None and (on is None or returned.returned_on <= on)


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


def _held(child: Child) -> Child:
    """The child with its person, until the transaction ends: whoever else writes about its separations waits."""
    hold(child)
    return Child.objects.select_for_update(of=("self",), no_key=True).select_related("person").get(pk=child.pk)


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


def _check_home_on(child: Child, separation: Separation, on: date) -> None:
    """After the child left and before it left again, alive, and not tomorrow."""
    check_has_come(on, field="returned_on")
    if on < separation.separated_on:
        raise DateImpossible(
            _("The child left on %(day)s and cannot return before.") % {"day": said(separation.separated_on)},
            field="returned_on",
        )
    again = child.separations.filter(separated_on__gt=separation.separated_on).order_by("separated_on").first()
    if again and on > again.separated_on:
        raise DateImpossible(
            _("The child left again on %(day)s, so it was home before.") % {"day": said(again.separated_on)},
            field="returned_on",
        )
    _check_alive(child, on, "returned_on")


def _check_alive(child: Child, on: date, field: str) -> None:
    if child.person.died_on and on > child.person.died_on:
        raise DateImpossible(_("The child died before this day."), field=field)


def _check_order(child: Child, on: date, never_went_home: bool, removal: bool) -> None:
    known = list(child.separations.select_related("return_home").order_by("separated_on"))
    if not known:
        return
    last = known[-1]
    goes_on = not hasattr(last, "return_home") and removal and not is_removal(last) and on >= last.separated_on
    if not hasattr(last, "return_home") and not goes_on:
        raise AlreadyRecorded(
            _("The child is apart since %(day)s. Record the return home first.") % {"day": said(last.separated_on)},
            field="separated_on",
        )
    if not goes_on and on < last.return_home.returned_on:
        raise DateImpossible(
            _("The child returned home on %(day)s. A later separation cannot be before.")
            % {"day": said(last.return_home.returned_on)},
            field="separated_on",
        )
    if never_went_home and any(hasattr(one, "return_home") for one in known):
        raise RuleBroken(_("A return home is recorded, so the child did go home."), field="never_went_home")


def _check_between(child: Child, row: Separation, on: date, never_went_home: bool) -> None:
    """After the return before it, not after its own return, not after the next one."""
    others = list(child.separations.select_related("return_home").exclude(pk=row.pk).order_by("separated_on"))
    returned = getattr(row, "return_home", None)
    if returned is not None and on > returned.returned_on:
        raise DateImpossible(
            _("The child returned home on %(day)s. It cannot have left after that.")
            % {"day": said(returned.returned_on)},
            field="separated_on",
        )
    earlier = [one for one in others if one.separated_on < row.separated_on]
    later = [one for one in others if one.separated_on > row.separated_on]
    if earlier and on < _ended_on(earlier[-1]):
        raise DateImpossible(
            _("The child returned home on %(day)s. A later separation cannot be before.")
            % {"day": said(_ended_on(earlier[-1]))},
            field="separated_on",
        )
    if later and on >= later[0].separated_on:
        raise DateImpossible(
            _("The next separation is on %(day)s. This one is before it.") % {"day": said(later[0].separated_on)},
            field="separated_on",
        )
    if never_went_home and any(hasattr(one, "return_home") for one in earlier):
        raise RuleBroken(_("A return home is recorded, so the child did go home."), field="never_went_home")


def _check_not_followed(child: Child, row: Separation) -> None:
    """What was no removal, and went on as another separation, becomes none without a return between."""
    if is_removal(row) or hasattr(row, "return_home"):
        return
    later = child.separations.filter(separated_on__gt=row.separated_on).order_by("separated_on").first()
    if later:
        raise AlreadyRecorded(
            _("The next separation is on %(day)s. Record the return home between them first.")
            % {"day": said(later.separated_on)},
            field="basis",
        )


def _ended_on(row: Separation) -> date:
    """The day of the return; of one without, the day after it began."""
    returned = getattr(row, "return_home", None)
    return returned.returned_on if returned else row.separated_on + timedelta(days=1)


def _renew(child: Child, by: User | None) -> None:
    about = Case.objects.filter(child=child)
    if child.pregnancy_id:
        about = about | Case.objects.filter(pregnancy=child.pregnancy_id)
    for case in about:
        renew_case(case=case, by=by)
