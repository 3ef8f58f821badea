"""What life adds to a case's timeline: births, losses, due dates, meetings, statuses, separations, closure.

Only what is about the client and the children of the case, and about nobody else.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Case as Choose
from django.db.models import F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Substr
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.prepared import AnyOf
from families.actions.separations import age_in_days
from families.days import said
from families.definition_of import rules_of
from families.facts import children_of
from families.models import (
    Birth,
    ChildHome,
    Closure,
    ComplexityChange,
    Consent,
    DueDateEstimate,
    HandOver,
    Loss,
    MeetingCase,
    ReturnHome,
    Separation,
    Status,
)
from families.reading.meetings import kind_words
from families.reading.statuses import status_words, word_of
from families.registries import Asked, Line, Telling, TimelineEntry, TimelineSource
from families.timeline.lines import AtNoon, told

BY = "entered_by__name"
SHOWN = 200


def _entry(line: Line, title: str, text: str = "", **more: Any) -> TimelineEntry:
    by = line.told.get("by") or ""
    return TimelineEntry(line.at, line.kind, title, text, by=by, key=line.key, all_day=True, **more)


def _births(asked: Asked) -> QuerySet:
    rows = Birth.objects.filter(AnyOf("child", asked.children))
    return told(
        rows, at=AtNoon("born_on"), kind="birth", key=True,
        child="child_id", by=BY, weight="weight", place="place", why="before_referral_reason",
    )  # fmt: skip


def _birth(line: Line, telling: Telling) -> TimelineEntry:
    fact = line.told
    weight = _("%(grams)s g") % {"grams": fact["weight"]} if fact["weight"] else ""
    text = ", ".join(part for part in (weight, fact["place"], fact["why"]) if part)
    return _entry(line, _("%(baby)s was born") % {"baby": telling.children[fact["child"]]}, text)


def _losses(asked: Asked) -> QuerySet:
    rows = Loss.objects.filter(AnyOf("child", asked.children))
    return told(rows, at=AtNoon("lost_on"), kind="loss", key=True, child="child_id", by=BY, what="kind")


def _loss(line: Line, telling: Telling) -> TimelineEntry:
    return _entry(line, telling.children[line.told["child"]], str(Loss(kind=line.told["what"]).get_kind_display()))


def _due_dates(asked: Asked) -> QuerySet:
    rows = DueDateEstimate.objects.filter(pregnancy=asked.pregnancy)
    return told(rows, at=AtNoon("agreed_on"), kind="due_date", by=BY, due="due_date", method="method")


def _due_date(line: Line, telling: Telling) -> TimelineEntry:
    title = _("Due date %(day)s") % {"day": said(date.fromisoformat(line.told["due"]))}
    return _entry(line, title, str(DueDateEstimate(method=line.told["method"]).get_method_display()))


def _meetings(asked: Asked) -> QuerySet:
    """Those held or called off. Who may see the case may see the meetings that stand in it."""
    over = Q(meeting__held_on__isnull=False) | Q(meeting__cancelled_on__isnull=False)
    return told(
        MeetingCase.objects.filter(over, case=asked.case),
        at=AtNoon(Coalesce("meeting__held_on", "meeting__cancelled_on")), kind="meeting",
        key=Q(meeting__child_protection=True), id="meeting_id", by="meeting__entered_by__name", what="meeting__kind",
        off="meeting__cancelled_on", text=Substr("summary", 1, SHOWN), why="late_reason", full=F("summary"),
    )  # fmt: skip


def _meeting(line: Line, telling: Telling) -> TimelineEntry:
    title = kind_words(telling.case, line.told["what"])
    if line.told["off"]:
        title = _("Called off: %(meeting)s") % {"meeting": title}
    return _entry(
        line, title, line.told["text"] or line.told["why"], url=reverse("families:meeting", args=[line.told["id"]])
    )


def _statuses(asked: Asked) -> QuerySet:
    rows = Status.objects.filter(AnyOf("person", asked.people))
    return told(
        rows, at=AtNoon("starts"), kind="status", key=Q(on_register=True),
        person="person_id", by=BY, what="kind", categories="categories",
    )  # fmt: skip


def _status(line: Line, telling: Telling) -> TimelineEntry:
    label, categories = status_words(telling.case, line.told["what"], line.told["categories"])
    text = ", ".join(part for part in (telling.people[line.told["person"]], categories) if part)
    return _entry(line, label, text, url=_all_statuses(telling))


def _statuses_ended(asked: Asked) -> QuerySet:
    rows = Status.objects.filter(AnyOf("person", asked.people), ends__isnull=False)
    return told(rows, at=AtNoon("ends"), kind="status", key=Q(on_register=True), person="person_id", what="kind")


def _status_ended(line: Line, telling: Telling) -> TimelineEntry:
    label, _categories = status_words(telling.case, line.told["what"], [])
    title = _("Ended: %(status)s") % {"status": label}
    return _entry(line, title, telling.people[line.told["person"]], url=_all_statuses(telling))


def _all_statuses(telling: Telling) -> str:
    return reverse("families:statuses", args=[telling.case.pk])


def _separations(asked: Asked) -> QuerySet:
    rows = Separation.objects.filter(AnyOf("child", asked.children))
    return told(
        rows, at=AtNoon("separated_on"), kind="separation", key=True, child="child_id", basis="basis", carer="carer"
    )


def _separation(line: Line, telling: Telling) -> TimelineEntry:
    rules, child = rules_of(telling.case), line.told["child"]
    age = next(age_in_days(one, _day(line)) for one in children_of(telling.case) if str(one.pk) == child)
    text = _("%(basis)s, %(carer)s, aged %(days)s days") % {
        "basis": word_of(rules.separation_bases, line.told["basis"]),
        "carer": word_of(rules.carers, line.told["carer"]),
        "days": age,
    }
    return _entry(line, _("%(child)s apart from the parents") % {"child": telling.children[child]}, text)


def _of_both_sides(child: str, field: str) -> Choose:
    """A name or place that each parent's workers read: kept back where the parents are kept apart."""
    together = When(**{f"{child}__family__parents_kept_apart": False}, then=F(field))
    return Choose(together, default=Value(""))


def _returns(asked: Asked) -> QuerySet:
    rows = ReturnHome.objects.filter(AnyOf("separation__child", asked.children))
    return told(
        rows,
        at=AtNoon("returned_on"),
        kind="separation",
        key=True,
        child="separation__child_id",
        to=_of_both_sides("separation__child", "to_whom"),
    )


def _return(line: Line, telling: Telling) -> TimelineEntry:
    return _entry(line, _("%(child)s returned home") % {"child": telling.children[line.told["child"]]}, line.told["to"])


def _homes(asked: Asked) -> QuerySet:
    rows = ChildHome.objects.filter(AnyOf("child", asked.children))
    who = _of_both_sides("child", "who")
    return told(rows, at=AtNoon("since"), kind="home", by=BY, child="child_id", carer="carer", who=who, full=who)


def _home(line: Line, telling: Telling) -> TimelineEntry:
    with_whom = word_of(rules_of(telling.case).carers, line.told["carer"])
    title = _("%(child)s lives with: %(carer)s") % {"child": telling.children[line.told["child"]], "carer": with_whom}
    return _entry(line, title, line.told["who"])


def _hand_overs(asked: Asked) -> QuerySet:
    rows = HandOver.objects.filter(case=asked.case)
    return told(
        rows, at=AtNoon("done_on"), kind="hand_over", by=BY, child="child_id", slot="slot", to="to", full=F("note")
    )


def _hand_over(line: Line, telling: Telling) -> TimelineEntry:
    title = _("Hand-over: %(slot)s") % {"slot": word_of(rules_of(telling.case).slots, line.told["slot"])}
    text = f"{telling.children.get(line.told['child'], '')}: {line.told['to']}".removeprefix(": ")
    return _entry(line, title, text)


def _consents(asked: Asked) -> QuerySet:
    """Answers of those whom the case speaks of; where the parents are kept apart, not the other one's."""
    whose = Q(case__family__parents_kept_apart=False) | Q(AnyOf("person", asked.people))
    return told(
        Consent.objects.filter(whose, case=asked.case), at=AtNoon("answered_on"), kind="consent", by=BY, what="kind",
        answer="answer", given="person__given_name", family="person__family_name",
    )  # fmt: skip


def _consent(line: Line, telling: Telling) -> TimelineEntry:
    fact = line.told
    what = word_of(rules_of(telling.case).consents, fact["what"])
    title = f"{what}: {Consent(answer=fact['answer']).get_answer_display()}"
    return _entry(line, title, f"{fact['given']} {fact['family']}".strip())


def _complexity(asked: Asked) -> QuerySet:
    rows = ComplexityChange.objects.filter(case=asked.case)
    return told(rows, at=AtNoon("from_day"), kind="complexity", by=BY, complex="complexity", why="reason")


def _complexity_words(line: Line, telling: Telling) -> TimelineEntry:
    title = _("Worked as complex") if line.told["complex"] else _("Worked as usual again")
    return _entry(line, title, line.told["why"])


def _closures(day: str, *, key: bool = False, by: str = "", text: str = "reason") -> Callable[[Asked], QuerySet]:
    """The rows of one step of a closure, which is taken on the ``day`` of that name."""
    more = {"by": by} if by else {}

    def rows(asked: Asked) -> QuerySet:
        found = Closure.objects.filter(case=asked.case, **{f"{day}__isnull": False})
        return told(found, at=AtNoon(day), kind="closure", key=key, text=text, **more)

    return rows


def _reason(line: Line, telling: Telling) -> str:
    return word_of(rules_of(telling.case).closing_reasons, line.told["text"])


def _asked_for(line: Line, telling: Telling) -> TimelineEntry:
    return _entry(line, _("Closure asked for"), _reason(line, telling))


def _refused(line: Line, telling: Telling) -> TimelineEntry:
    return _entry(line, _("Kept open"), line.told["text"])


def _closed(line: Line, telling: Telling) -> TimelineEntry:
    return _entry(line, _("Case closed"), _reason(line, telling))


def _reopened(line: Line, telling: Telling) -> TimelineEntry:
    return _entry(line, _("Case opened again"), line.told["text"])


def _day(line: Line) -> date:
    return timezone.localdate(line.at)


SOURCES = (
    TimelineSource(("birth",), _births, _birth),
    TimelineSource(("loss",), _losses, _loss),
    TimelineSource(("due_date",), _due_dates, _due_date),
    TimelineSource(("meeting",), _meetings, _meeting),
    TimelineSource(("status",), _statuses, _status),
    TimelineSource(("status",), _statuses_ended, _status_ended),
    TimelineSource(("separation",), _separations, _separation),
    TimelineSource(("separation",), _returns, _return),
    TimelineSource(("home",), _homes, _home),
    TimelineSource(("hand_over",), _hand_overs, _hand_over),
    TimelineSource(("consent",), _consents, _consent),
    TimelineSource(("complexity",), _complexity, _complexity_words),
    TimelineSource(("closure",), _closures("asked_on", by="asked_by__name"), _asked_for),
    TimelineSource(("closure",), _closures("refused_on", text="refused_reason"), _refused),
    TimelineSource(("closure",), _closures("signed_on", key=True, by="signed_by__name"), _closed),
    TimelineSource(("closure",), _closures("reopened_on", key=True, text="reopened_reason"), _reopened),
)
