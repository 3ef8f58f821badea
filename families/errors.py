"""What cannot be done, in words for the person who tried."""

from django.utils.translation import gettext_lazy as _

from activity.errors import RuleBroken


class NotYours(RuleBroken):
    """The case may be read, but not written on, by this worker."""

    message = _("You can read this record. To change it you must be allocated to the case, or cover it.")


class CaseIsClosed(RuleBroken):
    message = _(
        "This case is closed. Reopen it before adding to it. If another service took it over, write in its case there."
    )


class DateImpossible(RuleBroken):
    """A date that cannot be: in the future, before birth, out of order."""


class SlotUnknown(RuleBroken):
    message = _("The service has no such role.")


class SlotTaken(RuleBroken):
    message = _("Somebody else has this role on the case on that day. End that allocation first.")


class WorkerUnsuitable(RuleBroken):
    message = _("This worker cannot take this role.")


class OverCapacity(RuleBroken):
    message = _("This worker is already at capacity. Choose somebody else, or say why.")


class PlanChanged(RuleBroken):
    message = _("Cases have come or gone since you looked. Nothing was moved: look at the plan again.")


class CannotClose(RuleBroken):
    message = _("The case cannot be closed yet.")


class CannotReopen(RuleBroken):
    message = _("The case cannot be reopened.")


class CannotTransfer(RuleBroken):
    message = _("The case cannot be transferred yet.")


class NoteIsSigned(RuleBroken):
    message = _("The note is signed. Add to it instead.")


class PaperIsSigned(RuleBroken):
    message = _("The paper is signed. Begin a new version to change it.")


class PaperNotReady(RuleBroken):
    """Something is missing before a paper can be begun, signed, countersigned or acknowledged."""


class FileRefused(RuleBroken):
    """A file that is not what it says, too large, or not safe to keep."""


class AlreadyRecorded(RuleBroken):
    message = _("This has been recorded already.")


class StatusOverlaps(RuleBroken):
    message = _("A status of this kind already holds on that day.")


class VisitIncomplete(RuleBroken):
    """Something is missing, or unknown to the service, before a visit can be signed."""


class UndoTooLate(RuleBroken):
    message = _("The note was signed too long ago to be undone. Add to it instead.")


class CannotMerge(RuleBroken):
    """The two records are not, or cannot be treated as, those of one person."""

    message = _("These two records cannot be merged.")


class RecordsBusy(CannotMerge):
    """Somebody writes on one of the records at this moment: a merge does not make them wait, nor fail."""

    message = _("Somebody is writing on one of these records right now. Nothing was changed. Try again in a moment.")


class CannotUndoMerge(RuleBroken):
    message = _("This merge cannot be undone now.")


class RecordHasMoved(RuleBroken):
    """A merge put the record out of sight while somebody was writing on it."""

    message = _("This record has just been merged with another one. What you wrote is not lost: open that one.")
