"""A term of the sum behind a clock's day, as a sentence."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from families.definitions import ServiceDefinition
from families.labels import Keyed, Label

Part = dict[str, Any]


def reason(part: Part, definition: ServiceDefinition) -> str:
    """What one part of the sum says: from which fact, how far, and which day that gives."""
    if part["kind"] == "gestation":
        return _gestation(part)
    if part["kind"] in ("latest_of", "earliest_of"):
        return _("Of several days the one that counts: %(day)s.") % {"day": _day(part["result"])}
    return _counted(part, definition)


def _gestation(part: Part) -> str:
    values = {"gestation": part["gestation"], "due": _day(part["counted_from"]), "day": _day(part["result"])}
    if not part["result"]:
        return _("%(gestation)s of the pregnancy: not known, there is no due date.") % values
    text = _("With a due date of %(due)s the pregnancy reaches %(gestation)s on %(day)s.") % values
    return text + _not_chosen(part)


def _counted(part: Part, definition: ServiceDefinition) -> str:
    values = {
        "fact": fact_words(part["fact"], definition),
        "start": _day(part["counted_from"]),
        "length": _length(part["amount"], part["unit"]),
        "day": _day(part["result"]),
    }
    if part["kind"] == "at_most":
        return _("At the latest %(length)s after %(fact)s on %(start)s: %(day)s.") % values
    if not part["result"]:
        return _("%(length)s after %(fact)s: not known yet.") % values
    text = _("%(length)s after %(fact)s on %(start)s: %(day)s.") % values
    if part["unit"] == "working_days":
        text += " " + _("The first day, weekends and bank holidays are not counted.")
    return text + _not_chosen(part)


def _not_chosen(part: Part) -> str:
    return "" if part.get("chosen", True) else " " + _("Another day counts instead.")


def _day(text: str | None) -> str:
    return date_format(date.fromisoformat(text), "l j F Y") if text else ""


def _length(amount: int | None, unit: str) -> str:
    number = amount or 0
    words = {
        "days": ngettext("%(num)s day", "%(num)s days", number),
        "working_days": ngettext("%(num)s working day", "%(num)s working days", number),
        "weeks": ngettext("%(num)s week", "%(num)s weeks", number),
        "months": ngettext("%(num)s month", "%(num)s months", number),
        "years": ngettext("%(num)s year", "%(num)s years", number),
    }
    return words[unit] % {"num": number}


class _Worded(Keyed, Protocol):
    """A line of the definition with its words."""

    @property
    def label(self) -> Label: ...


def fact_words(fact: str, definition: ServiceDefinition) -> str:
    """A fact such as ``meeting:core_group`` in the words of the definition."""
    kind, _sep, key = fact.partition(":")
    named: dict[str, tuple[Iterable[_Worded], str]] = {
        "slot": (definition.slots, _("the start of the %(what)s")),
        "meeting": (definition.meetings, _("the %(what)s")),
        "status": (definition.statuses, _("the start of %(what)s")),
        "status_ended": (definition.statuses, _("the end of %(what)s")),
        "document": (definition.documents, _("the %(what)s")),
        "supervision": (definition.supervisions, _("the %(what)s")),
    }
    if kind in named:
        rows, text = named[kind]
        found = next((row for row in rows if row.key == key), None)
        label = found.label.text(get_language() or "en") if found else key
        return text % {"what": label[:1].lower() + label[1:]}
    return str(_plain().get(fact, fact))


def _plain() -> dict[str, str]:
    return {
        "referred": _("the referral"),
        "accepted": _("acceptance"),
        "first_contact": _("the first contact"),
        "birth": _("the birth"),
        "register": _("registration"),
        "register_ended": _("de-registration"),
        "looked_after": _("the start of being looked after"),
        "looked_after_ended": _("the end of being looked after"),
        "handed_over": _("the hand-over"),
        "closing": _("the request to close"),
        "closed": _("closing"),
        "scores:start": _("the start scores"),
        "scores:end": _("the end scores"),
    }
