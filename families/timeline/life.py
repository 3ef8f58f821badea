"""What life adds to a case's timeline: births, losses, due dates, meetings, statuses, separations, closure."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from families.days import at_noon, said
from families.definition_of import rules_of
from families.models import Birth, Case, Loss, Separation, Status
from families.querysets.shown import meetings_shown_to
from families.reading.meetings import kind_words
from families.reading.people import named_children
from families.reading.separations import separation_lines
from families.reading.statuses import status_words, word_of
from families.registries import TimelineEntry

Entries = Iterator[TimelineEntry]


def life_entries(case: Case, user: User) -> Iterable[TimelineEntry]:
    """Entries about the client and the children of the case, and about nobody else."""
    for source in _SOURCES:
        yield from source(case, user)


def _entry(day: date, kind: str, title: str, text: str = "", **more: object) -> TimelineEntry:
    return TimelineEntry(at=at_noon(day), kind=kind, title=title, text=text, all_day=True, **more)  # type: ignore[arg-type]


def _by(row: object) -> str:
    worker = getattr(row, "entered_by", None)
    return worker.name if worker else ""


def _births(case: Case, user: User) -> Entries:
    names = dict(_names(case))
    for row in Birth.objects.filter(child__in=names).select_related("entered_by"):
        parts = [_("%(grams)s g") % {"grams": row.weight} if row.weight else "", row.place, row.before_referral_reason]
        text = ", ".join(part for part in parts if part)
        yield _entry(row.born_on, "birth", _("%(baby)s was born") % {"baby": names[row.child_id]}, text,
                     by=_by(row), key=True)  # fmt: skip


def _losses(case: Case, user: User) -> Entries:
    names = dict(_names(case))
    for row in Loss.objects.filter(child__in=names).select_related("entered_by"):
        yield _entry(row.lost_on, "loss", names[row.child_id], str(row.get_kind_display()), by=_by(row), key=True)


def _names(case: Case) -> list[tuple[object, str]]:
    return [(child.pk, name) for child, name in named_children(case)]


def _due_dates(case: Case, user: User) -> Entries:
    pregnancy = case.pregnancy or case.child.pregnancy
    if pregnancy is None:
        return
    for row in pregnancy.estimates.select_related("entered_by"):
        title = _("Due date %(day)s") % {"day": said(row.due_date)}
        yield _entry(row.agreed_on, "due_date", title, str(row.get_method_display()), by=_by(row))


def _meetings(case: Case, user: User) -> Entries:
    rows = meetings_shown_to(user).filter(meeting_cases__case=case).select_related("entered_by")
    for row in rows:
        day = row.held_on or row.cancelled_on
        if day is None:
            continue
        title = kind_words(case, row.kind)
        if row.cancelled_on:
            title = _("Called off: %(meeting)s") % {"meeting": title}
        yield _entry(
            day, "meeting", title, row.summary[:200], by=_by(row), key=row.child_protection,
            url=reverse("families:meeting", args=[row.pk]),
        )  # fmt: skip


def _statuses(case: Case, user: User) -> Entries:
    names = {child.person_id: name for child, name in named_children(case)} | {case.client_id: case.client.full_name}
    url = reverse("families:statuses", args=[case.pk])
    for row in Status.objects.filter(person__in=names).select_related("entered_by"):
        label, categories = status_words(case, row.kind, row.categories)
        text = ", ".join(part for part in (names[row.person_id], categories) if part)
        yield _entry(row.starts, "status", label, text, by=_by(row), key=row.on_register, url=url)
        if row.ends:
            ended = _("Ended: %(status)s") % {"status": label}
            yield _entry(row.ends, "status", ended, names[row.person_id], key=row.on_register, url=url)


def _separations(case: Case, user: User) -> Entries:
    for line in separation_lines(case):
        row: Separation = line.separation
        text = _("%(basis)s, %(carer)s, aged %(days)s days") % {
            "basis": line.basis, "carer": line.carer, "days": line.age_days,
        }  # fmt: skip
        title = _("%(child)s apart from the parents") % {"child": line.child}
        yield _entry(row.separated_on, "separation", title, text, key=True)
        if line.returned:
            title = _("%(child)s returned home") % {"child": line.child}
            yield _entry(line.returned.returned_on, "separation", title, line.returned.to_whom, key=True)


def _hand_overs(case: Case, user: User) -> Entries:
    names = dict(_names(case))
    rules = rules_of(case)
    for row in case.hand_overs.select_related("entered_by"):
        title = _("Hand-over: %(slot)s") % {"slot": word_of(rules.slots, row.slot)}
        text = f"{names.get(row.child_id, '')}: {row.to}".removeprefix(": ")
        yield _entry(row.done_on, "hand_over", title, text, by=_by(row))


def _consents(case: Case, user: User) -> Entries:
    rules = rules_of(case)
    for row in case.consents.select_related("entered_by", "person"):
        title = f"{word_of(rules.consents, row.kind)}: {row.get_answer_display()}"
        yield _entry(row.answered_on, "consent", title, row.person.full_name, by=_by(row))


def _closures(case: Case, user: User) -> Entries:
    rules = rules_of(case)
    for row in case.closures.select_related("asked_by", "signed_by"):
        reason = word_of(rules.closing_reasons, row.reason)
        asked = row.asked_by.name if row.asked_by else ""
        yield _entry(row.asked_on, "closure", _("Closure asked for"), reason, by=asked)
        if row.refused_on:
            yield _entry(row.refused_on, "closure", _("Kept open"), row.refused_reason)
        if row.signed_on:
            signed = row.signed_by.name if row.signed_by else ""
            yield _entry(row.signed_on, "closure", _("Case closed"), reason, by=signed, key=True)
        if row.reopened_on:
            yield _entry(row.reopened_on, "closure", _("Case opened again"), row.reopened_reason, key=True)


_SOURCES: tuple[Callable[[Case, User], Entries], ...] = (
    _births, _losses, _due_dates, _meetings, _statuses, _separations, _hand_overs, _consents, _closures,
)  # fmt: skip
