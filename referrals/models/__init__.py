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
from referrals.models.turns import Acknowledgement, Escalation, Question

__all__ = [
    "Acknowledgement",
    "CareLeaver",
    "ClientKind",
    "ConsentAnswer",
    "Contact",
    "Decision",
    "Escalation",
    "MatchDecision",
    "Question",
    "Referral",
    "Screening",
    "State",
]
