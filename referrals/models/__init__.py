"""How families come to a team."""

from referrals.models.referral import (
    ClientKind,
    ConsentAnswer,
    Decision,
    MatchDecision,
    Referral,
    Screening,
    State,
)

__all__ = ["ClientKind", "ConsentAnswer", "Decision", "MatchDecision", "Referral", "Screening", "State"]
