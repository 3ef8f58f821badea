"""``due_dates``: every milestone that the rules draw from the facts, met ones included. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import count

from attrs import evolve, frozen

from families.clocks.facts import Explanation, Facts, Milestone, Part, subjects
from families.clocks.rules import ClockRule, Due, Step
from families.clocks.spells import days_of, spells, start_key
from families.clocks.stopping import stop_after
from families.clocks.sums import Ground, Sum, reckon
from families.working_days import WorkingDays


@frozen
class Turn:
    """One start of a clock: the trigger's day and fact, and the day of the next trigger, if any."""

    on: date
    fact: str
    until: date | None


def due_dates(facts: Facts, rules: Iterable[ClockRule], calendar: WorkingDays) -> tuple[Milestone, ...]:
    """The milestones of a case, by rule in the order of the definition, subject and sequence (from 1).

    A rule whose due day cannot be known yet (no due date, no birth) gives none. Raises
    ``OutsideCalendar`` where working days are counted outside the years of the calendar.
    """
    found: list[Milestone] = []
    for rule in rules:
        for subject in subjects(rule.per, facts):
            found += _numbered(_of_rule(rule, Ground(facts, calendar, subject)))
    return tuple(found)


def _numbered(milestones: Iterator[Milestone]) -> Iterator[Milestone]:
    for number, milestone in enumerate(milestones, start=1):
        yield evolve(milestone, sequence=number)


def _of_rule(rule: ClockRule, ground: Ground) -> Iterator[Milestone]:
    for turn in _turns(rule, ground):
        if all(_applies(fact, turn, ground) for fact in rule.applies_when):
            yield from _series(rule, turn, ground) if rule.then else _single(rule, turn, ground)


def _turns(rule: ClockRule, ground: Ground) -> tuple[Turn, ...]:
    days: dict[date, str] = {}
    for fact in rule.trigger:
        for day in days_of(fact, ground.facts, ground.subject):
            days.setdefault(day, fact)
    starts = sorted(days)
    if rule.on_trigger == "first":
        return tuple(Turn(day, days[day], None) for day in starts[:1])
    ends: list[date | None] = [*starts[1:], None]
    return tuple(Turn(day, days[day], until) for day, until in zip(starts, ends, strict=False))


def _applies(fact: str, turn: Turn, ground: Ground) -> bool:
    return any(spell.overlaps(turn.on, turn.until) for spell in spells(fact, ground.facts, ground.subject))


def _met_days(rule: ClockRule, ground: Ground) -> list[date]:
    """The days that meet the rule; an end counts on the last day that the state still held."""
    return sorted(
        {
            day - timedelta(days=1) if start_key(fact) else day
            for fact in rule.met_by
            for day in days_of(fact, ground.facts, ground.subject)
        }
    )


def _single(rule: ClockRule, turn: Turn, ground: Ground) -> Iterator[Milestone]:
    """One deadline. A clock that starts once may be met before it starts: scores taken early count."""
    days = _met_days(rule, ground)
    met = next((day for day in days if rule.on_trigger == "first" or day >= turn.on), None)
    stopped = stop_after(rule, turn.on, ground)
    if stopped and (met is None or met > stopped):
        return
    milestone = _milestone(rule, turn.on, reckon(rule.due, turn.on, turn.fact, ground), ground)
    if milestone:
        yield evolve(milestone, met_on=met)


def _series(rule: ClockRule, turn: Turn, ground: Ground) -> Iterator[Milestone]:
    """One deadline after another, each from the last one held, until stopped or triggered anew."""
    stopped = stop_after(rule, turn.on, ground)
    days = [day for day in _met_days(rule, ground) if day >= turn.on and (turn.until is None or day < turn.until)]
    held: date | None = None
    for step in count():
        milestone = _step(rule, turn, step, held, ground)
        met = next((day for day in days if held is None or day > held), None)
        over = stopped is not None or turn.until is not None
        if milestone is None or (met is None and over) or (met and stopped and met > stopped):
            return
        yield evolve(milestone, met_on=met)
        if met is None:
            return
        held = met


def _step(rule: ClockRule, turn: Turn, step: int, held: date | None, ground: Ground) -> Milestone | None:
    if held is None:
        return _milestone(rule, turn.on, reckon(rule.due, turn.on, turn.fact, ground), ground)
    following = rule.then[min(step, len(rule.then)) - 1]
    return _following(rule, following, held, ground)


def _following(rule: ClockRule, step: Step, held: date, ground: Ground) -> Milestone | None:
    fact = rule.met_by[0]
    due = Due(amount=step.amount, unit=step.unit)
    made = _milestone(rule, held, reckon(due, held, fact, ground), ground)
    if made is None or step.at_most is None:
        return made
    limit = reckon(step.at_most, held, fact, ground)
    if limit.result is None:
        return made
    parts = (*made.explanation.parts, *(_as_limit(part) for part in limit.parts))
    explained = evolve(made.explanation, parts=parts)
    return evolve(made, due_on=min(made.due_on, limit.result), latest_on=limit.result, explanation=explained)


def _as_limit(part: Part) -> Part:
    return evolve(part, kind="at_most", chosen=False)


def _milestone(rule: ClockRule, trigger_on: date, total: Sum, ground: Ground) -> Milestone | None:
    if total.result is None:
        return None
    prompt = reckon(rule.prompt, trigger_on, rule.trigger[0], ground).result if rule.prompt else None
    return Milestone(
        rule=rule.key,
        subject=ground.subject,
        sequence=0,
        trigger_on=trigger_on,
        due_on=total.result,
        prompt_on=min(prompt, total.result) if prompt else None,
        latest_on=None,
        met_on=None,
        explanation=Explanation(
            rule=rule.key,
            source=rule.source,
            service_default=rule.service_default,
            combined=total.combined,
            parts=total.parts,
        ),
    )
