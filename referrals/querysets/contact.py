"""Contacts in the words of a front door."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from accounts.roles import Permission
from referrals.querysets.referral import RECENT, kept_from

if TYPE_CHECKING:
    from accounts.models import User
    from referrals.models import Contact


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: User) -> ContactQuerySet:
        """Contacts of the front doors where ``user`` works, but for those that are withheld from them."""
        teams = user.teams_with(Permission.SEE_CONTACTS)
        return self.filter(team__in=teams).not_withheld_from(user) if teams else self.none()

    def not_withheld_from(self, user: User) -> ContactQuerySet:
        """Leaves out what a restriction or an exclusion keeps from ``user``, whatever their team.

        A contact that became a referral, and so perhaps a case, is withheld with that case or that person's
        cases. One that names somebody from whose family the user is excluded is not there, linked or not;
        only what the user has entered themselves stays, as with referrals: to vanish would say that the
        person is known.
        """
        cases = apps.get_model("families", "Case").objects
        free = cases.not_withheld_from(user)
        opened = Q(referral__case__isnull=True) | Exists(free.filter(pk=OuterRef("referral__case")))
        known = Exists(free.filter(client=OuterRef("referral__person")))
        unknown = ~Exists(cases.filter(client=OuterRef("referral__person")))
        found = self.filter(opened & (Q(referral__person__isnull=True) | known | unknown))
        tells_of_nobody_hidden = ~Exists(_kept_from(user)) & ~Exists(_referred_but_kept_from(user))
        return found.filter(Q(entered_by=user) | tells_of_nobody_hidden)

    def workable_by(self, user: User) -> ContactQuerySet:
        """Those of the visible ones that ``user`` may decide and correct."""
        return self.visible_to(user).filter(team__in=user.teams_with(Permission.WORK_CONTACTS))

    def open(self) -> ContactQuerySet:
        """Not decided yet."""
        return self.filter(outcome="")

    def decided(self) -> ContactQuerySet:
        return self.exclude(outcome="")

    def received_within(self, first: date, last: date) -> ContactQuerySet:
        """Received on a day from ``first`` to ``last``."""
        return self.filter(received_on__range=(first, last))

    def tallies(self, today: date) -> dict[str, int]:
        """How many stand on each list, in one query."""
        return self.aggregate(
            open=Count("pk", filter=Q(outcome="")),
            decided=Count("pk", filter=Q(decided_on__gte=today - RECENT)),
        )


def _kept_from(user: User) -> models.QuerySet:
    """People from whom an exclusion keeps ``user`` and of whom a contact seems to tell.

    A contact carries less than a referral, so both names alone are enough here: one too many is
    withheld rather than one too few.
    """
    kept = apps.get_model("families", "Person").objects.excluding(user)
    given = Q(names__given_name__iexact=OuterRef("given_name"))
    family = Q(names__family_name__iexact=OuterRef("family_name"))
    born = Q(date_of_birth=OuterRef("date_of_birth"))
    return kept.filter((given & family) | (born & (given | family)))


def _referred_but_kept_from(user: User) -> models.QuerySet:
    referrals = apps.get_model("referrals", "Referral").objects
    return referrals.filter(Exists(kept_from(user.pk, timezone.localdate())), pk=OuterRef("referral"))
