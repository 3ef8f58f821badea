"""Rules of returns, in words for people."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from activity.errors import RuleBroken


class NotYourReturn(RuleBroken):
    message = _("Returns of this service are made by somebody else.")


class PeriodNotOver(RuleBroken):
    message = _("The period has not ended, so its figures still grow. It can be signed off from the day after.")


class NothingToCount(RuleBroken):
    message = _("The service has no definition for this period.")


class ReleasedAlready(RuleBroken):
    message = _("This version has been released already.")


class CannotBeReleased(RuleBroken):
    message = _(
        "Together with files that were released before, this one would tell a number that must not be told. "
        "It cannot be released."
    )


class PartlyReleased(RuleBroken):
    message = _(
        "It begins or ends in the middle of a period that was released before. What the two share could be worked out, "
        "so it cannot be released."
    )


class NothingReleased(RuleBroken):
    message = _("This version has not been released to everybody.")


class WhyMissing(RuleBroken):
    message = _("Say why the return is sent again.")


class SignedMeanwhile(RuleBroken):
    message = _("It has been signed off since this page was shown. Nothing more has been signed.")


class SecondPersonMissing(RuleBroken):
    message = _("Two people sign returns of this service, and the same person cannot sign twice.")


class SignedFirst(RuleBroken):
    message = _("Somebody has signed this return first already. It waits for somebody else.")


class CommentarySigned(RuleBroken):
    message = _(
        "Somebody has signed this return first, with its commentary. Nothing is saved: your text stands below. "
        "Take the first signature back to change what was signed."
    )


class NobodySigned(RuleBroken):
    message = _("There is no first signature to take back.")


class DraftMoved(RuleBroken):
    """Rows changed between showing the draft and signing it. ``changes`` are the lines that differ."""

    message = _("The rows have changed since this page was shown. Nothing has been signed.")

    def __init__(self, changes: Sequence[Any]) -> None:
        super().__init__()
        self.changes = tuple(changes)


class FirstMoved(DraftMoved):
    """The same between the first signature and the second."""

    message = _("The rows have changed since the first signature. Nothing has been signed off.")
