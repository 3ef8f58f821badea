"""What a section of a paper says before anybody has written in it, drawn from the rows of its own case.

Only what is about the client and the children of the case: a father's paper holds nothing of the mother's
record, and where the parents are kept apart nothing of the other side.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from families.days import said
from families.definition_of import rules_of
from families.facts import children_of
from families.labels import Label, by_key
from families.models import Case, ContactChannel, MeetingInvitation, Status, VisitCase
from families.models.choices import CancelledBy, Channel, VisitOutcome, YesNoUnknown
from families.paperwork import about_words
from families.querysets.dated import holds_on


def fill(case: Case, what: str, *, language: str, on: date) -> str:
    """The first words of a section that ``fills`` so, as they are on a day; empty where nothing is known."""
    if not what:
        return ""
    with translation.override(language):
        return "\n".join(_WAYS[what](case, on))


def _people(case: Case, on: date) -> list[str]:
    client = case.client
    born = _("born %(day)s") % {"day": said(client.date_of_birth)} if client.date_of_birth else ""
    lines = [", ".join(part for part in (client.full_name, born) if part)]
    pregnancy = case.pregnancy
    if pregnancy and pregnancy.mother_id == client.pk and pregnancy.due_date and not pregnancy.ended_on:
        lines.append(_("Due date: %(day)s") % {"day": said(pregnancy.due_date)})
    children = about_words(case)
    if children:
        lines.append(_("Children of this case: %(names)s") % {"names": children})
    return lines


def _addressee(case: Case, on: date) -> list[str]:
    """Name and address for a letter; no address where post is not safe."""
    post = ContactChannel.objects.filter(holds_on(on, starts="valid_from", ends="valid_to"), person=case.client)
    if post.filter(channel=Channel.POST, safe=YesNoUnknown.NO).exists():
        return [case.client.full_name, _("By hand: post is not safe")]
    here = case.client.addresses.filter(holds_on(on, starts="valid_from", ends="valid_to")).first()
    lines = [case.client.full_name]
    if here and not here.no_fixed_abode:
        lines += [part.strip() for part in [*here.lines.split(","), here.postcode] if part.strip()]
    return lines


def _team(case: Case, on: date) -> list[str]:
    slots = rules_of(case).slots
    rows = case.allocations.current(on).select_related("worker")
    return [f"{_said(by_key(slots, one.slot).label)}: {one.worker.name}" for one in rows.order_by("starts", "id")]


def _statuses(case: Case, on: date) -> list[str]:
    known = {one.key: one for one in rules_of(case).statuses}
    people = [case.client_id, *(child.person_id for child in children_of(case))]
    lines = []
    for row in Status.objects.filter(holds_on(on), person__in=people).order_by("starts", "id"):
        kind = known.get(row.kind)
        label = _said(kind.label) if kind else row.kind
        categories = [_said(one.label) for one in (kind.categories if kind else ()) if one.key in row.categories]
        words = f"{label} ({', '.join(categories)})" if categories else label
        lines.append(_("%(what)s, since %(day)s") % {"what": words, "day": said(row.starts)})
    return lines or [_("No status is recorded.")]


def _visits(case: Case, on: date) -> list[str]:
    rows = VisitCase.objects.filter(case=case).select_related("visit")
    told = Counter((row.visit.outcome, row.visit.cancelled_by) for row in rows)
    done = sum(number for (outcome, _by), number in told.items() if outcome == VisitOutcome.DONE)
    missed = sum(number for (outcome, _by), number in told.items() if outcome == VisitOutcome.NO_ACCESS)
    off = told[(VisitOutcome.CANCELLED, CancelledBy.FAMILY)]
    since = _("Since %(day)s:") % {"day": said(case.opened_on)}
    counted = [
        ngettext("%(num)s visit took place", "%(num)s visits took place", done) % {"num": done},
        ngettext("%(num)s met nobody", "%(num)s met nobody", missed) % {"num": missed},
        ngettext("%(num)s was cancelled by the family", "%(num)s were cancelled by the family", off) % {"num": off},
    ]
    seen = [row.visit.happened_at for row in rows if row.visit.outcome == VisitOutcome.DONE and row.visit.happened_at]
    last = [_("The last visit was on %(day)s.") % {"day": said(timezone.localdate(max(seen)))}] if seen else []
    return [f"{since} {', '.join(counted)}.", *last]


def _topics(case: Case, on: date) -> list[str]:
    rows = VisitCase.objects.filter(case=case, visit__outcome=VisitOutcome.DONE).values_list("topics", flat=True)
    counted = Counter(key for keys in rows for key in keys)
    labels = {one.key: _said(one.label) for one in rules_of(case).visits.topics}
    found = []
    for key, number in sorted(counted.items(), key=lambda one: (-one[1], labels.get(one[0], one[0]))):
        line = ngettext("%(topic)s: %(num)s visit", "%(topic)s: %(num)s visits", number)
        found.append(line % {"topic": labels.get(key, key), "num": number})
    return found


def _meetings(case: Case, on: date) -> list[str]:
    labels = {one.key: _said(one.label) for one in rules_of(case).meetings}
    held = case.meeting_cases.filter(meeting__held_on__lte=on).select_related("meeting").order_by("meeting__held_on")
    came = set(
        MeetingInvitation.objects.filter(
            worker__isnull=False, attended=True, meeting__meeting_cases__case=case
        ).values_list("meeting", flat=True)
    )
    lines = []
    for row in held:
        words = {"what": labels.get(row.meeting.kind, row.meeting.kind), "day": said(row.meeting.held_on or on)}
        ours = row.meeting_id in came
        lines.append((_("%(day)s: %(what)s, we were there") if ours else _("%(day)s: %(what)s")) % words)
    return lines


def _goals(case: Case, on: date) -> list[str]:
    rows = case.goals.filter(dropped_on__isnull=True).order_by("agreed_on", "id")
    return [
        _("%(goal)s: reached on %(day)s") % {"goal": one.title, "day": said(one.reached_on)}
        if one.reached_on
        else one.title
        for one in rows
    ]


def _tasks(case: Case, on: date) -> list[str]:
    rows = case.tasks.filter(done_on__isnull=True, cancelled_on__isnull=True).order_by("due_on", "id")
    return [
        _("%(what)s, by %(day)s") % {"what": one.title, "day": said(one.due_on)} if one.due_on else one.title
        for one in rows
    ]


def _said(label: Label) -> str:
    return label.text(translation.get_language() or "en")


_WAYS: dict[str, Callable[[Case, date], list[str]]] = {
    "people": _people,
    "addressee": _addressee,
    "team": _team,
    "statuses": _statuses,
    "visits": _visits,
    "topics": _topics,
    "meetings": _meetings,
    "goals": _goals,
    "tasks": _tasks,
}
