"""When a clock stops: by what ends it for the child, or for every child that a case's clock is about."""

from datetime import date

from families.clocks.facts import FINAL, Facts
from families.clocks.rules import ClockRule
from families.clocks.spells import days_of, start_key
from families.clocks.sums import Ground


def stop_after(rule: ClockRule, trigger_on: date, ground: Ground) -> date | None:
    """The day on which a clock that was triggered on ``trigger_on`` stopped; None while it runs."""
    days = [_final(rule, ground)]
    days += [_stopped_by(fact, rule, trigger_on, ground) for fact in rule.stops_when if fact not in FINAL]
    return min((day for day in days if day), default=None)


def _final(rule: ClockRule, ground: Ground) -> date | None:
    """What cannot be undone stops a clock whenever it came. A twin's clock goes on with the twin."""
    keys = tuple(fact for fact in rule.stops_when if fact in FINAL)
    return _all_of(keys, ground.facts.children, None, ground)


def _stopped_by(fact: str, rule: ClockRule, trigger_on: date, ground: Ground) -> date | None:
    if start_key(fact):
        ends = days_of(fact, ground.facts, ground.subject)
        return next((day for day in ends if day >= trigger_on), None)
    return _all_of((fact,), _triggered(rule, trigger_on, ground.facts), trigger_on, ground)


def _triggered(rule: ClockRule, trigger_on: date, facts: Facts) -> tuple[str, ...]:
    """The children whom the trigger was about."""
    events = [event for fact in rule.trigger for event in facts.about(fact, None)]
    return tuple(sorted({event.subject for event in events if event.on == trigger_on and event.subject}))


def _all_of(keys: tuple[str, ...], children: tuple[str, ...], since: date | None, ground: Ground) -> date | None:
    """The day by which every child concerned, or the case as a whole, met one of ``keys``."""
    events = [
        event for key in keys for event in ground.facts.about(key, ground.subject) if since is None or event.on >= since
    ]
    whole = min((event.on for event in events if event.subject is None or not children), default=None)
    if ground.subject is not None:
        return min((event.on for event in events), default=None)
    first = [min((event.on for event in events if event.subject == child), default=None) for child in children]
    last = max((day for day in first if day), default=None) if None not in first else None
    return min((day for day in (whole, last) if day), default=None)
