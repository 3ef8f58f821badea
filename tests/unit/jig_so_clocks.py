"""Facts of a case made short, and the clocks that the shipped definition draws from them."""

from datetime import date

from families.clocks import Event, Facts, due_dates
from families.definitions import casework_files, load_service_version
from families.working_days import calendar_of

DEFINITION = next(d for d in map(load_service_version, casework_files()) if (d.slug, d.version) == ("jig-so", "2025"))
WALES = calendar_of("wales")
DUE = date(2025, 10, 8)
CONFERENCE = {"meeting__initial_conference": (date(2026, 3, 25), "a"), "register": (date(2026, 3, 25), "a")}


def facts(children=("a",), due_date=DUE, **events):
    """Facts by name, ``__`` for the colon: a day, (day, child), or a list of either."""
    made = {}
    for name, given in events.items():
        listed = given if isinstance(given, list) else [given]
        made[name.replace("__", ":")] = tuple(Event(*one) if isinstance(one, tuple) else Event(one) for one in listed)
    return Facts(events=made, due_date=due_date, children=children)


def clock(key, found):
    return [one for one in due_dates(found, DEFINITION.clocks, WALES) if one.rule == key]


def dues(key, found):
    return [one.due_on for one in clock(key, found)]
