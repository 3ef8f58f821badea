"""Referrals in the words of an inbox."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.lookups import LessThanOrEqual

from accounts.roles import Permission
from activity.prepared import AnyOf
from families.querysets.case import Reader

if TYPE_CHECKING:
    from accounts.models import User
    from referrals.models import Referral

RECENT = timedelta(days=30)
LISTS = ("decide", "asked", "waiting", "redirected", "decided")


def kept_from(user: UUID, on: date) -> models.QuerySet:
    """The people whom a referral seems to tell of and from whom an exclusion keeps ``user``."""
    kept = apps.get_model("families", "Person").objects.kept_from(user, on)
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
        teams = sorted(user.teams_with(Permission.SEE_REFERRALS))
        return self.open_to(Reader.of(user), teams) if teams else self.none()

    def open_to(self, reader: Reader, inboxes: list[UUID]) -> ReferralQuerySet:
        """As :meth:`visible_to`, for somebody who reads the inboxes of teams: the gate itself."""
        cases = apps.get_model("families", "Case").objects
        visible = cases.open_to(reader) if reader.teams else cases.none()
        opened = Q(case__isnull=True) | Exists(visible.filter(pk=OuterRef("case")))
        known = Exists(visible.filter(client=OuterRef("person")))
        unknown = ~Exists(cases.filter(client=OuterRef("person")))
        found = self.filter(Q(AnyOf("team", inboxes)) & opened & (Q(person__isnull=True) | known | unknown))
        return found.filter(Q(entered_by=reader.user) | ~Exists(kept_from(reader.user, reader.today)))

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
        return self.filter(_unacknowledged())

    def decided_since(self, first: date) -> ReferralQuerySet:
        """With a final decision on ``first`` or later."""
        return self.filter(_decided(first))

    def on_a_list(self, recent: date) -> ReferralQuerySet:
        """Those that stand on one of the inbox's lists at least; decided ones since the day ``recent``."""
        return self.filter(Q(state__in=["received", "asked", "waiting"]) | _unacknowledged() | _decided(recent))

    def tallies(self, today: date, recent: date) -> models.QuerySet:
        """How many stand on each list of the inbox, in the order of ``LISTS``; one row, or none where none stands."""
        decide = Q(state="received") | _review_has_come(today)
        rows = self.order_by().annotate(all=Value(1)).values("all")
        counted = rows.annotate(
            decide=Count("pk", filter=decide),
            asked=Count("pk", filter=Q(state="asked")),
            waiting=Count("pk", filter=Q(state="waiting")),
            redirected=Count("pk", filter=_unacknowledged()),
            decided=Count("pk", filter=_decided(recent)),
        )
        return counted.values_list(*LISTS)


def _unacknowledged() -> Q:
    decisions = apps.get_model("referrals", "Decision").objects
    pending = decisions.filter(referral=OuterRef("pk"), kind="redirected", acknowledged_on__isnull=True)
    return Q(Exists(pending), state="redirected")


def _decided(first: date) -> Q:
    decisions = apps.get_model("referrals", "Decision").objects
    recent = decisions.filter(referral=OuterRef("pk"), decided_on__gte=first)
    return Q(Exists(recent), state__in=["accepted", "declined", "redirected"])
