"""Practical help on the timeline of a case: when it was asked for, and when it was decided."""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import CharField, F, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from families.access import can_write
from families.models import Case, PracticalHelp
from families.reading.practical_help import help_words
from families.registries import Asked, CaseLink, Line, Telling, TimelineEntry, TimelineSource
from families.timeline.lines import AtNoon, told
from ui.filters import pounds

KIND = "help"


def _asked(asked: Asked) -> QuerySet:
    rows = PracticalHelp.objects.filter(case=asked.case)
    return told(rows, at=AtNoon("asked_on"), kind=KIND, by="entered_by__name", **_facts("amount_asked"))


def _asked_words(line: Line, telling: Telling) -> TimelineEntry:
    return _entry(line, telling, _("Asked for: %(what)s") % {"what": line.told["what"]})


def _decided(asked: Asked) -> QuerySet:
    rows = PracticalHelp.objects.filter(case=asked.case, decided_on__isnull=False)
    return told(rows, at=AtNoon("decided_on"), kind=KIND, state="state", **_facts("amount_awarded"))


def _decided_words(line: Line, telling: Telling) -> TimelineEntry:
    outcome = PracticalHelp(state=line.told["state"]).get_state_display()
    return _entry(line, telling, f"{outcome}: {line.told['what']}")


def _facts(amount: str) -> dict[str, object]:
    # An amount as text: numbers of JSON have no pence of their own.
    return {"what": F("what"), "which": F("kind"), "of": F("asked_of"), "amount": Cast(amount, CharField())}


def _entry(line: Line, telling: Telling, title: str) -> TimelineEntry:
    fact = line.told
    amount = pounds(Decimal(fact["amount"])) if fact["amount"] else ""
    kind = help_words(telling.case).get(fact["which"], fact["which"])
    text = ", ".join(part for part in (kind, fact["of"], amount) if part)
    url = reverse("families:practical_help", args=[telling.case.pk])
    return TimelineEntry(line.at, line.kind, title, text, by=fact.get("by") or "", url=url, all_day=True)


SOURCES = (TimelineSource((KIND,), _asked, _asked_words), TimelineSource((KIND,), _decided, _decided_words))


def links(case: Case, user: User) -> Iterator[CaseLink]:
    """Reading the ledger, and adding to it."""
    yield CaseLink(
        "practical_help", _("Practical help"), reverse("families:practical_help", args=[case.pk]), "read", 30
    )
    if can_write(user, case):
        yield CaseLink("help_new", _("Practical help"), reverse("families:help_new", args=[case.pk]), "record", 47)
