"""The clocks of a dashboard as its page shows them, and what the steps of a case and their targets are called."""

from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from families.clocks.rules import ClockRule
from families.definitions import ServiceDefinition
from reporting.dashboards.asked import Asked
from reporting.dashboards.glance import ClockLine
from reporting.dashboards.way import step_clocks
from reporting.reading.addresses import rows_address

PARTS = (("late", "clocks_overdue"), ("week", "clocks_week"), ("fortnight", "clocks_fortnight"))


@frozen
class ClockRow:
    """One clock, or all: the numbers that are late and coming with their rows, and the share met in time."""

    label: str
    numbers: tuple[tuple[int, str], ...]
    met: int
    due: int
    href: str
    met_href: str

    @property
    def percent(self) -> int | None:
        return round(100 * self.met / self.due) if self.due else None


def clock_rows(
    lines: Sequence[ClockLine], asked: Asked, query: Mapping[str, str], *, mine: bool = False
) -> tuple[ClockRow, ...]:
    """Every clock that has something to tell, and their sum at the end."""
    names = {rule.key: rule.label.text(_language()) for one in asked.definitions for rule in one.clocks}
    rows = [_row(names.get(line.rule, line.rule), line, {**query, "rule": line.rule}, mine) for line in lines]
    if not rows:
        return ()
    parts = ("late", "week", "fortnight", "met", "missed")
    whole = ClockLine(rule="", **{part: sum(getattr(line, part) for line in lines) for part in parts})
    return (*rows, _row(_("All clocks"), whole, query, mine))


def _row(label: str, line: ClockLine, query: Mapping[str, str], mine: bool) -> ClockRow:
    def opens(tile: str) -> str:
        return rows_address(tile, query, mine=mine)

    numbers = tuple((getattr(line, part), opens(tile)) for part, tile in PARTS)
    return ClockRow(label, numbers, line.met, line.due, opens("clocks_quarter"), opens("clocks_quarter_met"))


def step_names(asked: Asked) -> dict[str, str]:
    """The steps of a case after its referral, those of its slots as the definitions call them."""
    layouts = [(one, one.return_layout) for one in asked.named_by]
    return {
        "accepted": _("Accepted"),
        "first": _slots((one, layout.first_slot.slot) for one, layout in layouts),
        "met": _("First met"),
        "second": _slots((one, layout.second_slot.slot) for one, layout in layouts),
        "scored": _("Start scores"),
        "closed": _("Closed"),
    }


def targets_of(asked: Asked) -> tuple[tuple[str, str], ...]:
    """The target of each step in words, with where it comes from; of several versions the latest that differs."""
    found: dict[str, str] = {}
    for one in asked.named_by:
        within = _("Accepted within %(days)s working days of receipt, or of the referrer's last answer")
        found[within % {"days": one.decision_working_days}] = ""
        found |= {rule.label.text(_language()): rule.source for rule in _rules(one)}
    return tuple(found.items())


def _rules(definition: ServiceDefinition) -> Iterable[ClockRule]:
    known = {rule.key: rule for rule in definition.clocks}
    return [known[keys[0]] for _step, _slot, keys in step_clocks(definition) if keys]


def _slots(slots: Iterable[tuple[ServiceDefinition, str]]) -> str:
    names = dict.fromkeys(one.slot(key).label.text(_language()) for one, key in slots)
    return _("%(slot)s allocated") % {"slot": " / ".join(names)}


def _language() -> str:
    return get_language() or "en"
