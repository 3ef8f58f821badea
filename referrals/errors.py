"""Why a referral cannot be sent or decided, in words for the person who tried."""

from django.utils.translation import gettext_lazy as _

from activity.edits import Difference, StaleEdit
from activity.errors import RuleBroken
from activity.records import Editable


class AlreadyDecided(RuleBroken):
    message = _("This referral has been decided already.")


class ContactDecided(RuleBroken):
    message = _("This contact became a referral. Its outcome must be one that leads to a referral.")


class ConsentMissing(RuleBroken):
    message = _("This outcome needs the family's consent, or the lawful reason to go on without.")


class NotYourDoor(RuleBroken):
    message = _("Contacts are recorded and decided by the workers of the front door.")


class NotAtThisDoor(RuleBroken):
    """A source, tier or outcome that the front door's definition does not have."""

    message = _("Choose one from the list.")


class NotReady(RuleBroken):
    """Something must be known before a referral can be accepted."""

    message = _("Something is missing before this referral can be accepted.")


class DuplicatesOpen(RuleBroken):
    message = _("Look at each possible match first, and say whether it is the same person.")


class QuestionOpen(RuleBroken):
    message = _("The referrer has not answered the last question yet.")


class RecordHidden(RuleBroken):
    message = _("This touches a record that you may not open. Ask information governance who may decide it.")


class NothingAsked(RuleBroken):
    message = _("No question is open: it was answered, taken back, or the referral is decided.")


class NothingToReopen(RuleBroken):
    message = _("Only a referral that was declined or redirected can be taken up again.")


class NotTheSame(RuleBroken):
    message = _("This person is not among the possible matches of the referral.")


class NotYourInbox(RuleBroken):
    message = _("Deciding referrals is for the managers of the team that received them.")


class TwoAreTheSame(RuleBroken):
    message = _("You said of somebody else that it is the same person. Change that first.")


class PanelClosed(RuleBroken):
    message = _("This panel is closed. Its minutes stand.")


class PanelIncomplete(RuleBroken):
    message = _("Record who attended before you close the panel.")


class PanelItemSettled(RuleBroken):
    message = _("This has left the table: the panel has settled it already.")


class NothingToDispute(RuleBroken):
    message = _("Only a referral that was declined or redirected can be looked at again.")


class NotAPeer(RuleBroken):
    message = _("You took this decision. Somebody else of the panel has to review it.")


class StaleAttendance(StaleEdit):
    """Somebody else wrote down who came to a panel: the people on whom the two disagree are shown."""

    def __init__(self, panel: Editable, expected_version: int, people: list[Difference]) -> None:
        super().__init__(current=panel, attempted={}, expected_version=expected_version)
        self._people = people

    def differences(self) -> list[Difference]:
        """One for each agency."""
        return self._people
