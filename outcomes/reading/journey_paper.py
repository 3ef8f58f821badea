"""The journey on paper, to be given to the family."""

from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from families.days import said
from families.models import Case
from families.naming import case_name
from outcomes.reading.journey_page import ShownArea, ShownJourney, shown_journeys
from ui.paper import paper

DRAWING = "outcomes/_area_chart.html"


def journey_paper(case: Case, *, made_at: datetime) -> bytes:
    """Every standing reading of a case as PDF/UA: scores alone, the first name alone, no reference."""
    name = case.client.given_name or case_name(case)
    day = _("Printed on %(day)s") % {"day": said(timezone.localdate(made_at))}
    data = {
        "lang": get_language() or "en",
        "title": _("How things have changed: %(name)s") % {"name": name},
        "author": case.team.name,
        "lead": f"{case.team.name} · {day}",
        "footer": f"{name} · {day}",
        "none": _("Nothing has been scored yet."),
        "gaps": _("Where no score was given the line is broken. Nothing is filled in."),
        "journeys": [_part(one) for one in shown_journeys(case)],
    }
    return paper("journey", data, made_at=made_at)


def _part(journey: ShownJourney) -> dict[str, Any]:
    return {
        "tool": journey.tool,
        "way": journey.way,
        "licence": journey.licence,
        "heads": journey.heads,
        "key": [word for _who, word in journey.speakers],
        "key_svg": [render_to_string("outcomes/_speaker_mark.html", {"who": who}) for who, _word in journey.speakers],
        "areas": [_area(one) for one in journey.areas],
    }


def _area(area: ShownArea) -> dict[str, Any]:
    return {
        "label": area.label,
        "told": area.told,
        "svg": render_to_string(DRAWING, {"area": area}),
        "rows": area.rows,
    }
