"""Names of the pages of casework: what is around the casework."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "calendar_feed": _("Appointments in a calendar"),
    "supervisions": _("Supervision"),
    "supervision_new": _("Record a supervision"),
    "supervision": _("A session of supervision"),
    "supervision_case": _("What supervision said of a case"),
    "supervision_personal": _("The personal part of supervision"),
    "transfer_new": _("Offer a case to another team"),
    "transfers": _("Transfers"),
    "transfer": _("A transfer"),
    "transfer_withdraw": _("Take a transfer back"),
}
