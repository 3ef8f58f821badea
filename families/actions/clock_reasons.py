"""Why a clock was not met on its day."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.edits import Difference
from activity.errors import RuleBroken
from families.models import Milestone


class OnTime(RuleBroken):
    message = _("This clock is neither late nor early, so there is nothing to explain.")


@dataclass
class Changed(Exception):
    """Somebody else gave a reason meanwhile: what is saved, and what was not."""

    current: str
    attempted: str

    def differences(self) -> list[Difference]:
        """Both texts, as the pages of two editors show them."""
        return [Difference("why_late", str(_("reason")), self.current, self.attempted)]


def is_early(milestone: Milestone) -> bool:
    """Whether it was met before the day from which it is looked for."""
    return bool(milestone.met_on and milestone.prompt_on and milestone.met_on < milestone.prompt_on)


@transaction.atomic
def explain_clock(*, milestone: Milestone, why: str, expected: str, today: date, by: User) -> Milestone:
    """Say why a clock is or was met late, or early. ``expected``: the reason that the form was opened with.

    Raises ``OnTime`` or, with both texts, ``Changed``.
    """
    row = Milestone.objects.select_for_update(of=("self",)).get(pk=milestone.pk)
    late = (row.met_on or today) > row.due_on
    if not late and not is_early(row):
        raise OnTime
    if row.why_late != expected:
        raise Changed(row.why_late, why)
    row.why_late = why
    row.save(update_fields=["why_late"])
    return row
