"""What families asks of outcomes: facts for clocks, a check before closing, the timeline, links."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Concat, Substr
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from activity.prepared import AnyOf
from families.access import can_write
from families.definition_of import rules_of
from families.models import Case
from families.registries import Asked, CaseLink, ClosingGap, Line, Telling, TimelineEntry, TimelineSource
from families.timeline.lines import AtNoon, told
from outcomes.definition_of import tools_for
from outcomes.models import Assessment, Evaluation, Point

SHOWN = 240


def score_facts(cases: list[UUID]) -> QuerySet[Assessment, Any]:
    """The days of start and end scores. A reading without a single score is no fact; an interim is neither."""
    readings = Assessment.objects.filter(AnyOf("case", cases), point__in=[Point.START, Point.END]).answered()
    return readings.values_list("case", Concat(Value("scores:"), "point"), "assessed_on").order_by("assessed_on")


def end_scores_check(case: Case) -> ClosingGap | None:
    """End scores are recorded before a case closes, or a reason is given."""
    if not rules_of(case).tools or Assessment.objects.filter(case=case).at_end().answered().exists():
        return None
    return ClosingGap(
        "end_scores",
        _("There are no end scores. Record them, or say why there are none."),
        excusable=True,
        url=reverse("outcomes:assessment_new", args=[case.pk]),
    )


def _readings(asked: Asked) -> QuerySet:
    given = Count("scores", filter=Q(scores__value__isnull=False))
    rows = Assessment.objects.filter(case=asked.case).annotate(scores_asked=Count("scores"), scores_given=given)
    return told(
        rows, at=AtNoon("assessed_on"), kind="scores", id="id", point="point", who="respondent",
        by="assessed_by__name", asked="scores_asked", given="scores_given", withdrawn="withdrawn_reason",
    )  # fmt: skip


def _reading(line: Line, telling: Telling) -> TimelineEntry:
    """A reading, with how much of it was answered."""
    row = Assessment(point=line.told["point"], respondent=line.told["who"])
    return TimelineEntry(
        at=line.at,
        kind=line.kind,
        title=_("Scores: %(point)s, %(who)s") % {
            "point": row.get_point_display().lower(), "who": row.get_respondent_display().lower(),
        },
        text=_("%(given)s of %(asked)s areas scored") % {"given": line.told["given"], "asked": line.told["asked"]},
        by=line.told["by"] or "",
        struck=_("Withdrawn: %(reason)s") % {"reason": line.told["withdrawn"]} if line.told["withdrawn"] else "",
        url=f"{reverse('outcomes:scores', args=[telling.case.pk])}#reading-{line.told['id']}",
    )  # fmt: skip


def _forms(asked: Asked) -> QuerySet:
    rows = Evaluation.objects.filter(case=asked.case)
    return told(rows, at=AtNoon("answered_on"), kind="evaluation", way="way", text=Substr("words", 1, SHOWN))


def _form(line: Line, telling: Telling) -> TimelineEntry:
    """What the family said of the service."""
    return TimelineEntry(
        at=line.at,
        kind=line.kind,
        title=_("Evaluation: %(way)s") % {"way": Evaluation(way=line.told["way"]).get_way_display().lower()},
        text=line.told["text"],
        url=reverse("outcomes:evaluations", args=[telling.case.pk]),
        all_day=True,
    )


FORMS = TimelineSource(("evaluation",), _forms, _form)
READINGS = TimelineSource(("scores",), _readings, _reading)


def score_links(case: Case, user: User) -> Iterator[CaseLink]:
    """Reading the scores, and recording some where the service has a tool."""
    yield CaseLink("scores", _("Scores"), reverse("outcomes:scores", args=[case.pk]), "read", 20)
    if rules_of(case).evaluation:
        yield CaseLink("evaluations", _("Evaluations"), reverse("outcomes:evaluations", args=[case.pk]), "read", 40)
    if can_write(user, case) and tools_for(case):
        yield CaseLink("assessment_new", _("Scores"), reverse("outcomes:assessment_new", args=[case.pk]), "record", 15)
