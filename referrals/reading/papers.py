"""Referrals on paper."""

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from referrals.models import Panel
from referrals.reading.minutes import minutes_for
from referrals.reading.panels import visible_referrals
from ui.paper import paper


def minutes_paper(panel: Panel, user: User) -> bytes:
    """The minutes as PDF; of a panel that is still open they say that they are a draft."""
    minutes = minutes_for(panel, visible_referrals(panel, user))
    when = ", ".join(part for part in (minutes["time"], minutes["place"]) if part)
    chair = _("Chair: %(name)s") % {"name": minutes["chair"]} if minutes["chair"] else ""
    state = _("Closed; these minutes stand.") if panel.closed_at else _("Draft: the panel is not closed.")
    data = {
        **minutes,
        "lang": get_language() or "en",
        "title": _("Panel of %(team)s, %(day)s") % {"team": minutes["team"], "day": minutes["day"]},
        "when": " · ".join(part for part in (when, chair, state) if part),
        "footer": _("Confidential: for those who took part. References only."),
        "heads": [_("Agency"), _("Name"), _("Attendance")],
        "words": {
            "people": _("Who was asked"),
            "items": _("What was looked at"),
            "dispute": _("Disputed because:"),
            "finding": _("Review:"),
            "said": _("Said:"),
            "outcome": _("Outcome:"),
            "because": _("Because:"),
            "none": _("Nothing waited."),
        },
    }
    return paper("minutes", data, made_at=panel.closed_at or timezone.now())
