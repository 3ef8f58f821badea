"""What the kinds of timeline entries are called where one of them is chosen."""

from django.utils.translation import gettext_lazy as _

KINDS = {
    "visit": _("Visits"),
    "noaccess": _("No access"),
    "planned": _("Visits planned or moved"),
    "meeting": _("Meetings"),
    "status": _("Statuses"),
    "separation": _("Separations and returns"),
    "home": _("Where the child lives"),
    "birth": _("Births"),
    "loss": _("Losses"),
    "due_date": _("Due dates"),
    "hand_over": _("Hand-overs"),
    "consent": _("Consent"),
    "sharing": _("Shared with others"),
    "complexity": _("Complexity"),
    "help": _("Practical help"),
    "paper": _("Papers and documents"),
    "supervision": _("Supervision"),
    "transfer": _("Transfers"),
    "group": _("Groups"),
    "network": _("Other agencies"),
    "chronology": _("Chronology, written by hand"),
    "closure": _("Closing and opening"),
    "merge": _("Merged records"),
    "scores": _("Scores"),
    "evaluation": _("Evaluations"),
    "referral": _("Referrals"),
}
