"""Referrals in the words of an inbox."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.lookups import LessThanOrEqual

from accounts.roles import Permission

if TYPE_CHECKING:
    from accounts.models import User
    from referrals.models import Referral

RECENT = timedelta(days=30)


def kept_from(user: User) -> models.QuerySet:
    """The people whom a referral seems to tell of and from whom an exclusion keeps ``user``."""
    kept = apps.get_model("families", "Person").objects.excluding(user)
    number = Q(nhs_number=OuterRef("nhs_number")) & ~Q(nhs_number="")
    born = Q(date_of_birth=OuterRef("date_of_birth"))
    named = Q(names__family_name__iexact=OuterRef("family_name")) | Q(names__given_name__iexact=OuterRef("given_name"))
    return kept.filter(number | (born & named))


def latest_decision() -> models.QuerySet:
    """The decisions of the referral at hand, the latest first."""
    decisions = apps.get_model("referrals", "Decision").objects
    return decisions.filter(referral=OuterRef("pk")).order_by("-decided_on", "-id")


def _review_has_come(today: date) -> Q:
    return Q(state="waiting") & Q(LessThanOrEqual(Subquery(latest_decision().values("review_on")[:1]), Value(today)))


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, user: User) -> ReferralQuerySet:
        """Referrals to the teams whose inbox ``user`` may read.

        One that became a case, or that is about somebody whose record is known, is seen only by
        those who may see that case or one of that person's cases. One that tells of somebody from
        whose family the user is excluded is not there, decided or not; only what the user has
        entered themselves stays, for to vanish would say that the person is known.
        """
        teams = user.teams_with(Permission.SEE_REFERRALS)
        if not teams:
            return self.none()
        cases = apps.get_model("families", "Case").objects
        visible = cases.visible_to(user)
        opened = Q(case__isnull=True) | Exists(visible.filter(pk=OuterRef("case")))
        known = Exists(visible.filter(client=OuterRef("person")))
        unknown = ~Exists(cases.filter(client=OuterRef("person")))
        found = self.filter(Q(team__in=teams) & opened & (Q(person__isnull=True) | known | unknown))
        return found.filter(Q(entered_by=user) | ~Exists(kept_from(user)))

    def decidable_by(self, user: User) -> ReferralQuerySet:
        """Those of the visible ones that ``user`` may decide."""
        return self.visible_to(user).filter(team__in=user.teams_with(Permission.TRIAGE))

    def sent_by(self, user: User) -> ReferralQuerySet:
        """A referrer's own."""
        return self.filter(sent_by=user)

    def undecided(self) -> ReferralQuerySet:
        """With the team, and nothing said yet."""
        return self.filter(state="received")

    def to_decide(self, today: date) -> ReferralQuerySet:
        """Those that want a decision now: undecided, or on the waiting list with their day of review come."""
        return self.filter(Q(state="received") | _review_has_come(today))

    def with_referrer(self) -> ReferralQuerySet:
        """An answer of the referrer is awaited."""
        return self.filter(state="asked")

    def open(self) -> ReferralQuerySet:
        """Neither taken on nor refused."""
        return self.filter(state__in=["received", "asked", "waiting"])

    def waiting(self) -> ReferralQuerySet:
        return self.filter(state="waiting")

    def redirected_unacknowledged(self) -> ReferralQuerySet:
        """Passed on, and nobody there has said that it arrived."""
        decisions = apps.get_model("referrals", "Decision").objects
        pending = decisions.filter(referral=OuterRef("pk"), kind="redirected", acknowledged_on__isnull=True)
        return self.filter(Exists(pending), state="redirected")

    def decided_since(self, first: date) -> ReferralQuerySet:
        """With a final decision on ``first`` or later."""
        decisions = apps.get_model("referrals", "Decision").objects
        recent = decisions.filter(referral=OuterRef("pk"), decided_on__gte=first)
        return self.filter(Exists(recent), state__in=["accepted", "declined", "redirected"])

    def tallies(self, today: date) -> dict[str, int]:
        """How many stand on each list of the inbox, in one query."""
        decisions = apps.get_model("referrals", "Decision").objects.filter(referral=OuterRef("pk"))
        pending = Exists(decisions.filter(kind="redirected", acknowledged_on__isnull=True))
        recent = Exists(decisions.filter(decided_on__gte=today - RECENT))
        final = Q(state__in=["accepted", "declined", "redirected"])
        return self.aggregate(
            decide=Count("pk", filter=Q(state="received") | _review_has_come(today)),
            asked=Count("pk", filter=Q(state="asked")),
            waiting=Count("pk", filter=Q(state="waiting")),
            redirected=Count("pk", filter=Q(pending, state="redirected")),
            decided=Count("pk", filter=Q(recent, final)),
        )
