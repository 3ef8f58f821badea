"""Who may merge, and whose records can be one person's."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from families.days import today
from families.errors import CannotMerge, NotYours
from families.merging.pairs import Pairs, touched_cases
from families.models import Case, Child, FamilyMember, Person
from families.models.choices import ChildState


class NotAllSeen(NotYours):
    """Part of what would be joined belongs to others."""

    message = _(
        "To merge two records you must manage the team of every case that they touch, and be able to see each. "
        "Ask the manager of the other team, or whoever governs information."
    )


def check_may_join(user: User, cases: QuerySet[Case]) -> None:
    """Every case touched must be visible to ``user`` and of a team whose duplicates they resolve.

    Raises ``NotAllSeen``.
    """
    teams = user.teams_with(Permission.TRIAGE)
    touched = set(cases.values_list("pk", flat=True))
    seen = set(Case.objects.visible_to(user).filter(pk__in=touched, team__in=teams).values_list("pk", flat=True))
    if touched - seen:
        raise NotAllSeen


def check_both_seen(user: User, kept: Person, merged: Person, pairs: Pairs) -> None:
    """As :func:`check_may_join`, for all that a merge of these two would touch; both must be visible."""
    people = Person.objects.visible_to(user).filter(pk__in=[kept.pk, merged.pk])
    if people.count() < 2:
        raise NotAllSeen
    check_may_join(user, touched_cases(pairs, kept, merged))


def check_can_be_one(kept: Person, merged: Person) -> None:
    """Raises ``CannotMerge`` for two who cannot be one person, in words."""
    if kept.pk == merged.pk:
        raise CannotMerge(_("This is one record already."))
    if kept.merged_into_id or merged.merged_into_id:
        raise CannotMerge(_("One of the two records has been merged already."))
    if kept.partnership_id != merged.partnership_id:
        raise CannotMerge
    ours, theirs = (Child.objects.filter(person=one).first() for one in (kept, merged))
    _check_children(ours, theirs)
    _check_places(kept.pk, merged.pk, today())
    _check_not_parent_and_child(kept, merged)


def _check_children(ours: Child | None, theirs: Child | None) -> None:
    states = [one.state if one else None for one in (ours, theirs)]
    if ChildState.UNBORN in states and None in states:
        raise CannotMerge(_("An unborn child cannot be merged with somebody who is born."))
    if not ours or not theirs:
        return
    if ours.pregnancy_id and ours.pregnancy_id == theirs.pregnancy_id:
        raise CannotMerge(_("These are two babies of one pregnancy. Twins are two children."))
    if ours.pregnancy_id and theirs.pregnancy_id:
        raise CannotMerge(_("Merge the mothers: the babies of one pregnancy then come together."))


def _check_places(one: UUID, other: UUID, on: date) -> None:
    """Two places in one family at once are two people, unless both were given the same relation."""
    now = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    places = FamilyMember.objects.filter(now, family__merged_into=None)
    held = dict(places.filter(person=one).values_list("family", "relation"))
    for family, relation in places.filter(person=other).values_list("family", "relation"):
        if held.get(family, relation) != relation:
            raise CannotMerge(
                _("Both stand in one family, in different places. End the place that is wrong before merging.")
            )


def _check_not_parent_and_child(kept: Person, merged: Person) -> None:
    pairs = Q(pregnancy__mother=kept, person=merged) | Q(pregnancy__mother=merged, person=kept)
    if Child.objects.filter(pairs).exists():
        raise CannotMerge(_("One of them is the mother of the other."))
