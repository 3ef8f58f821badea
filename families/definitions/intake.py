"""How a service deals with referrals before it decides: what it promises, and who is told when it is late."""

from typing import Literal

from attrs import frozen


@frozen(kw_only=True)
class Escalation:
    """Somebody is told that a clock of the intake has run late.

    ``working_days_past`` counts from the day on which it was due; 0 is that day itself. Of one clock the
    first entry is its first level. ``tell`` the team's managers, or the referrer.
    """

    clock: Literal["acknowledgement", "decision", "review", "redirection", "answer"]
    working_days_past: int
    tell: Literal["managers", "referrer"] = "managers"
    email: bool = False


@frozen(kw_only=True)
class Intake:
    """How soon a referrer hears from the team, and the other way round. Amounts are working days.

    ``automatic_receipt_counts``: the receipt that the software gives is the acknowledgement; otherwise a
    person gives it.
    """

    acknowledge_working_days: int = 1
    automatic_receipt_counts: bool = False
    answer_working_days: int = 5
    redirection_working_days: int = 5
    escalations: tuple[Escalation, ...] = ()
