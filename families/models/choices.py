"""States that the software itself reasons about.

Everything a service may choose for itself (slots, statuses, meeting kinds, topics, reasons) is
data of its definition file and is stored as that file's key, never as one of these.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """Where a case stands. Derived from rows by ``families.stages``, stored for lists."""

    ACCEPTED = "accepted", _("Accepted")
    ALLOCATED = "allocated", _("Allocated")
    ANTENATAL = "antenatal", _("Antenatal")
    POSTNATAL = "postnatal", _("Postnatal")
    CLOSING = "closing", _("Closing")
    CLOSED = "closed", _("Closed")


class Answer(models.TextChoices):
    """How a monitoring question was met; the three silences are never mixed."""

    GIVEN = "given", _("Answered")
    PREFER_NOT_TO_SAY = "prefer_not_to_say", _("Prefer not to say")
    NOT_ASKED = "not_asked", _("Not asked")


class ChildState(models.TextChoices):
    UNBORN = "unborn", _("Unborn")
    BORN = "born", _("Born")
    LOST = "lost", _("Lost before or at birth")
    DIED = "died", _("Died after birth")


class LossKind(models.TextChoices):
    """Miscarriage is before 24+0, stillbirth from 24+0 (Births and Deaths Registration Act 1953)."""

    MISCARRIAGE = "miscarriage", _("Miscarriage")
    STILLBIRTH = "stillbirth", _("Stillbirth")
    TERMINATION = "termination", _("Termination")
    NEONATAL_DEATH = "neonatal_death", _("Death after birth")


class VisitOutcome(models.TextChoices):
    PLANNED = "planned", _("Planned")
    DONE = "done", _("Done")
    NO_ACCESS = "no_access", _("No access")
    CANCELLED = "cancelled", _("Cancelled")
    DRAFT = "draft", _("Draft")


class CancelledBy(models.TextChoices):
    FAMILY = "family", _("The family")
    SERVICE = "service", _("Our service")
    OTHER = "other", _("Another agency")


class Concern(models.TextChoices):
    NONE = "none", _("No new concerns")
    FOLLOW_UP = "follow_up", _("Something to follow up")
    SAFEGUARDING = "safeguarding", _("Safeguarding")


class Channel(models.TextChoices):
    CALL = "call", _("Phone call")
    TEXT = "text", _("Text message")
    VOICEMAIL = "voicemail", _("Voicemail")
    POST = "post", _("Post")
    EMAIL = "email", _("E-mail")


class TaskCause(models.TextChoices):
    """What made a task by itself; empty for those that somebody wrote."""

    FOLLOW_UP = "follow_up", _("Follow-up of a visit")
    SAFEGUARDING = "safeguarding", _("Safeguarding")
    NO_ACCESS = "no_access", _("No access")
    NEXT_TRY = "next_try", _("After a visit without access")


class YesNoUnknown(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known")


class HelpState(models.TextChoices):
    """What came of a request for practical help."""

    ASKED = "asked", _("Waiting for an answer")
    AWARDED = "awarded", _("Awarded")
    REFUSED = "refused", _("Refused")
    GIVEN_UP = "given_up", _("Not needed any more")
