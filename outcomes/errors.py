"""What cannot be recorded, in words for the person who tried."""

from django.utils.translation import gettext_lazy as _

from activity.edits import Difference, StaleEdit
from activity.errors import RuleBroken


class ScoreImpossible(RuleBroken):
    """A score off the scale, of an unknown area, or neither a score nor a reason."""


class ReadingExists(RuleBroken):
    message = _("There are scores of this kind, by this person, on this day already. Change those instead.")


class ReadingImpossible(RuleBroken):
    """A day before the case or in the future, or somebody whom the tool does not ask."""


class ReadingWithdrawn(RuleBroken):
    message = _("These scores have been withdrawn. Record the right ones as new scores.")


class ToolNotUsed(RuleBroken):
    message = _("The case's service does not use this tool.")


class StaleReading(StaleEdit):
    """Somebody else changed the reading: the areas on which the two disagree are shown with the rest."""

    def __init__(self, stale: StaleEdit, areas: list[Difference]) -> None:
        """Take over what the edit of the row found, and add the scores."""
        super().__init__(current=stale.current, attempted=stale.attempted, expected_version=stale.expected_version)
        self._areas = areas

    def differences(self) -> list[Difference]:
        """Fields of the reading first, then its scores in the order of the tool."""
        return [*super().differences(), *self._areas]
