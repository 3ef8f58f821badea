"""Who may do what with a referral. ``check_`` raises, ``can_`` draws the button."""

from accounts.models import User
from accounts.roles import Permission
from referrals.errors import AlreadyDecided, NothingToReopen, NotYourInbox
from referrals.models import Referral, State

OPEN_STATES = (State.RECEIVED, State.ASKED, State.WAITING)
REOPENED_FROM = (State.DECLINED, State.REDIRECTED)


def check_can_decide(user: User, referral: Referral) -> None:
    """Deciding is for a manager of the receiving team, while nothing final is decided.

    Raises ``NotYourInbox`` or ``AlreadyDecided``.
    """
    if not user.holds(Permission.TRIAGE, team=referral.team_id):
        raise NotYourInbox
    if referral.state not in OPEN_STATES:
        raise AlreadyDecided


def can_decide(user: User, referral: Referral) -> bool:
    """Whether :func:`check_can_decide` would let this pass."""
    return user.holds(Permission.TRIAGE, team=referral.team_id) and referral.state in OPEN_STATES


def check_can_reopen(user: User, referral: Referral) -> None:
    """Taking a refused referral up again is for those who decide. Raises ``NotYourInbox`` or ``NothingToReopen``."""
    if not user.holds(Permission.TRIAGE, team=referral.team_id):
        raise NotYourInbox
    if referral.state not in REOPENED_FROM:
        raise NothingToReopen


def can_reopen(user: User, referral: Referral) -> bool:
    """Whether :func:`check_can_reopen` would let this pass."""
    return user.holds(Permission.TRIAGE, team=referral.team_id) and referral.state in REOPENED_FROM
