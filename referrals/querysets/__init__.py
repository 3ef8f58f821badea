"""Referrals and contacts in the words of an inbox."""

from referrals.querysets.contact import ContactQuerySet
from referrals.querysets.referral import RECENT, ReferralQuerySet

__all__ = ["RECENT", "ContactQuerySet", "ReferralQuerySet"]
