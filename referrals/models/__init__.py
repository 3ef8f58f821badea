"""How families come to a team."""

from referrals.models.contact import Contact
from referrals.models.referral import (
    CareLeaver,
    ClientKind,
    ConsentAnswer,
    Decision,
    MatchDecision,
    Referral,
    Screening,
    State,
)

__all__ = [
    "CareLeaver",
    "ClientKind",
    "ConsentAnswer",
    "Contact",
    "Decision",
    "MatchDecision",
    "Referral",
    "Screening",
    "State",
]
