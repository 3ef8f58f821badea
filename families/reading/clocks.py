"""Milestones as people read them: how late, how soon, why that day."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import QuerySet
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from families.actions.clock_reasons import is_early
from families.clocks import ClockRule
from families.definition_of import rules_of
from families.models import Milestone
from families.naming import case_name, child_name
from families.reading.reasons import reason
from families.registries import CaseLink

SOON_DAYS = 7
_RECORDED_AT = {
    "closed": "close",
    "handed_over": "hand_over",
    "meeting": "meeting_new",
    "scores": "assessment_new",
    "status_ended": "statuses",
}
"""The key of the link under which a fact that meets a clock is recorded, by the fact's first word."""


@dataclass(frozen=True)
class ClockLine:
    """One milestone on one day. ``state``: late, soon (7 days), coming or met."""

    milestone: Milestone
    today: date

    @cached_property
    def rule(self) -> ClockRule | None:
        """The rule it came from; None if the definition that made it no longer has it."""
        try:
            return rules_of(self.milestone.case).clock(self.milestone.rule)
        except KeyError:
            return None

    @property
    def title(self) -> str:
        return self.rule.label.text(get_language() or "en") if self.rule else self.milestone.rule

    @property
    def of_whom(self) -> str:
        """The child it is about, or whose case it is."""
        return child_name(self.milestone.child) if self.milestone.child else case_name(self.milestone.case)

    @property
    def days(self) -> int:
        """Days until it is due; below 0 when late."""
        return (self.milestone.due_on - self.today).days

    @property
    def state(self) -> str:
        if self.milestone.met_on:
            return "met"
        if self.days < 0:
            return "late"
        return "soon" if self.days <= SOON_DAYS else "coming"

    @property
    def big(self) -> str:
        """The number in the date block: days late, days left, or weeks from four weeks on."""
        days = abs(self.days)
        return str(days // 7 if self.state == "coming" and days >= 28 else days)

    @property
    def small(self) -> str:
        """The words under the number."""
        days = abs(self.days)
        if self.state == "late":
            return ngettext("day late", "days late", days)
        if self.days == 0:
            return _("days: today")
        if self.state == "coming" and days >= 28:
            return ngettext("week", "weeks", days // 7)
        return ngettext("day left", "days left", days)

    @property
    def met_late(self) -> bool:
        met = self.milestone.met_on
        return bool(met and met > self.milestone.due_on)

    @property
    def met_early(self) -> bool:
        """Whether it was met before the day from which it is looked for."""
        return is_early(self.milestone)

    @property
    def off_its_day(self) -> bool:
        """Whether a reason is asked for: late, met or not, or early."""
        return self.state == "late" or self.met_late or self.met_early

    @property
    def reasons(self) -> list[str]:
        """The sum behind the day, one sentence for each part."""
        definition = rules_of(self.milestone.case)
        return [reason(part, definition) for part in self.milestone.sum.get("parts", [])]


def with_names(milestones: QuerySet[Milestone]) -> QuerySet[Milestone]:
    """Milestones with everything their lines name, in one query."""
    return milestones.select_related(
        "case__client",
        "case__service_version",
        "case__team",
        "case__child__person",
        "case__child__pregnancy__mother",
        "child__person",
        "child__pregnancy__mother",
    ).defer("case__service_version__definition")


def lines(milestones: QuerySet[Milestone], today: date) -> list[ClockLine]:
    """The milestones as lines, in their order."""
    return [ClockLine(milestone, today) for milestone in milestones]


def recorded_at(line: ClockLine, links: list[CaseLink]) -> CaseLink | None:
    """Of the links that a reader is offered the one under which they record what a waiting clock waits for."""
    if line.state == "met" or line.rule is None:
        return None
    wanted = [_RECORDED_AT.get(fact.partition(":")[0]) for fact in line.rule.met_by]
    return next((link for link in links if link.key in wanted), None)
