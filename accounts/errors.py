"""Rules of accounts that can be broken."""

from django.utils.translation import gettext_lazy as _

from activity.errors import RuleBroken


class OverlappingMembership(RuleBroken):
    """A user has one membership of a team at a time; its roles are a list."""

    message = _("This person already belongs to the team on some of these days. End that membership first.")


class NotForYourself(RuleBroken):
    """Nobody decides what they may see themselves."""

    message = _("You cannot change your own memberships. Ask another system administrator.")


class EndsBeforeItStarts(RuleBroken):
    """A membership ends on its first day at the earliest."""

    message = _("The last day cannot be before the first day.")


class EmailTaken(RuleBroken):
    """Two people cannot sign in with one address."""

    message = _("Someone already signs in with this e-mail address.")
