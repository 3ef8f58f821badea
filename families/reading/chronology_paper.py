"""The chronology on paper."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from families.days import said
from families.models import Case, ChronologyEntry
from families.naming import case_name
from families.querysets.chosen import chronology_of
from ui.paper import paper


def chronology_paper(case: Case, user: User, *, made_at: datetime) -> bytes:
    """Everything that stands in the chronology of a case that ``user`` may see, as PDF/UA."""
    rows = chronology_of(case).filter(removed_on=None).order_by("happened_on", "id")
    made = _("Printed on %(day)s by %(name)s") % {"day": said(timezone.localdate(made_at)), "name": user.name}
    data = {
        "lang": get_language() or "en",
        "title": _("Chronology: %(name)s") % {"name": case_name(case)},
        "author": case.team.name,
        "lead": f"{case.reference} · {case.team.name} · {made}",
        "footer": _("Confidential. %(reference)s") % {"reference": case.reference},
        "heads": [_("When"), _("What happened"), _("Why it matters"), _("Source")],
        "none": _("Nothing has been put into the chronology yet."),
        "rows": [_row(one) for one in rows],
    }
    return paper("chronology", data, made_at=made_at)


def _row(entry: ChronologyEntry) -> list[Any]:
    return [period(entry), entry.what, entry.significance, entry.source]


def period(entry: ChronologyEntry) -> str:
    """The day, or from when to when."""
    days = [entry.happened_on, entry.until] if entry.until else [entry.happened_on]
    return " – ".join(said(day) for day in days if day)
