"""Two records side by side, what a merge moves, and what its undoing does."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from families.actions.merging_undo import TakenApart, in_the_way, may_be_chosen
from families.days import today
from families.merging.pairs import home_of
from families.merging.words import day, row_called, rows_by_id, rows_called, why_aside
from families.models import Case, Family, Merge, MergedRow, Milestone, Person
from families.querysets.dated import holds_on
from families.querysets.shown import cases_shown_to
from families.reading.meetings import name_of

Fate, Back = MergedRow.Fate, MergedRow.Back
NAMED = 50
"""Rows of one kind that a page names; of more it says how many."""


@dataclass(frozen=True)
class Compared:
    """One line of the comparison; ``differs`` where both say something and not the same."""

    label: str
    kept: str
    merged: str

    @property
    def differs(self) -> bool:
        return bool(self.kept and self.merged and self.kept != self.merged)


@dataclass(frozen=True)
class Kind:
    """The rows of one kind that a merge treats alike, with what to say of each."""

    name: str
    count: int
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Moves:
    """What a merge does, in the order in which somebody asks."""

    joined: tuple[Kind, ...]
    moved: tuple[Kind, ...]
    aside: tuple[Kind, ...]
    changed: tuple[Kind, ...]
    made: tuple[Kind, ...]
    clocks: int


@dataclass(frozen=True)
class SinceLine:
    """A row written since. ``choosable``: it may be moved with the record that comes back."""

    key: str
    kind: str
    text: str
    choosable: bool
    follows: bool

    @property
    def words(self) -> str:
        return f"{self.kind}: {self.text}" if self.text else self.kind


@dataclass(frozen=True)
class MergeLine:
    """One merge in a list."""

    merge: Merge
    kept: str
    merged: str
    reference: str


def compare(kept: Person, merged: Person, user: User) -> list[Compared]:
    """What stands on each record."""
    ours, theirs = _told(kept, user), _told(merged, user)
    return [Compared(label, ours[label], theirs[label]) for label in ours]


def moves_of(rows: Iterable[MergedRow]) -> Moves:
    """The rows of a merge, grouped in words. Clocks follow from the rest and are only counted."""
    found: dict[str, dict[str, list[MergedRow]]] = defaultdict(lambda: defaultdict(list))
    clocks = 0
    for row in rows:
        if row.model == Milestone._meta.label:
            clocks += 1
        elif row.fate != Fate.CHANGED or row.before != row.after:
            found[row.fate][row.model].append(row)
    return Moves(
        joined=_kinds(found[Fate.JOINED], _joined_line),
        moved=_kinds(found[Fate.MOVED], _plain_line),
        aside=_kinds(found[Fate.ASIDE], _aside_line),
        changed=_kinds(found[Fate.CHANGED], _changed_line),
        made=_kinds(found[Fate.MADE], _nothing),
        clocks=clocks,
    )


def counts_of(rows: Iterable[MergedRow]) -> dict[str, int]:
    """How many rows of each kind each fate has, for telling later what has changed."""
    found: dict[str, int] = defaultdict(int)
    for row in rows:
        if row.model != Milestone._meta.label:
            found[f"{row.fate}|{row.model}"] += 1
    return dict(found)


def changes_between(before: dict[str, int], after: dict[str, int]) -> list[tuple[str, int, int]]:
    """The kinds of which another number moves, or is set aside, than was shown."""
    keys = sorted(key for key in {*before, *after} if before.get(key, 0) != after.get(key, 0))
    return [(_kind_and_fate(key), before.get(key, 0), after.get(key, 0)) for key in keys]


def since_lines(found: TakenApart) -> list[SinceLine]:
    """What was written since, each with where it goes or may go."""
    return [
        SinceLine(one.key, rows_called(one.row._meta.label), row_called(one.row), may_be_chosen(one), one.follows)
        for one in found.since
    ]


def backs_of(found: TakenApart) -> dict[str, list[Kind]]:
    """What becomes of the merge's own rows: back, left, gone."""
    by: dict[str, dict[str, list[MergedRow]]] = defaultdict(lambda: defaultdict(list))
    for row in found.rows:
        if row.model != Milestone._meta.label:
            by[row.back][row.model].append(row)
    return {back: list(_kinds(rows, _plain_line)) for back, rows in by.items()}


def merge_lines(merges: Iterable[Merge]) -> list[MergeLine]:
    """Merges for a list, with the names that the two records bear."""
    return [MergeLine(one, name_of(one.kept), name_of(one.merged), _reference_of(one.merged)) for one in merges]


def merge_line(merge: Merge) -> MergeLine:
    return merge_lines([merge])[0]


def later_merges(merge: Merge) -> list[MergeLine]:
    """Those that have to be undone first."""
    return merge_lines(in_the_way(merge)) if merge.undone_at is None else []


def _reference_of(person: Person) -> str:
    case = Case.with_merged.filter(client=person).order_by("-opened_on").first()
    return case.reference if case else ""


def _told(person: Person, user: User) -> dict[str, str]:
    home = home_of(person)
    now = holds_on(today(), starts="valid_from", ends="valid_to")
    return {
        _("Name in use"): name_of(person),
        _("Other names"): ", ".join(str(one) for one in person.names.filter(~Q(kind="usual"))),
        _("Date of birth"): day(person.date_of_birth),
        _("NHS number"): _number(person),
        _("Address now"): ", ".join(row_called(one) for one in person.addresses.filter(now)),
        _("Ways of reaching them"): ", ".join(one.value for one in person.channels.filter(now) if one.value),
        _("Pregnancies, due"): ", ".join(day(one.due_date) or _("not known") for one in person.pregnancies.all()),
        _("Family"): f"{home.reference} {home.name}" if home else "",
        _("Cases"): ", ".join(_case(one) for one in _cases(person, user)),
    }


def _number(person: Person) -> str:
    number = person.nhs_number
    checked = _("checked") if person.nhs_number_verified else _("not checked")
    return f"{number[:3]} {number[3:6]} {number[6:]}, {checked}" if number else ""


def _cases(person: Person, user: User) -> list[Case]:
    return list(cases_shown_to(user).filter(client=person).select_related("team").order_by("opened_on"))


def _case(case: Case) -> str:
    state = _("closed %(day)s") % {"day": day(case.closed_on)} if case.closed_on else _("open")
    return f"{case.reference} ({case.team.name}, {state})"


Line = Callable[[MergedRow, Any], str]


def _kinds(found: dict[str, list[MergedRow]], line: Line) -> tuple[Kind, ...]:
    """The rows by kind, the first of each kind in words; one query for each kind, whatever the rows."""
    kinds = []
    for model, rows in found.items():
        named = rows[:NAMED]
        there = rows_by_id(model, [row.row_id for row in named])
        texts = (line(row, there.get(row.row_id)) for row in named)
        kinds.append(
            Kind(rows_called(model), len({row.row_id for row in rows}), _listed(texts, len(rows) - len(named)))
        )
    return tuple(sorted(kinds, key=lambda kind: kind.name))


def _listed(texts: Iterable[str], more: int) -> tuple[str, ...]:
    lines = list(dict.fromkeys(text for text in texts if text))
    return (*lines, _("and %(more)s more") % {"more": more}) if lines and more else tuple(lines)


def _nothing(line: MergedRow, row: Any) -> str:
    return ""


def _plain_line(line: MergedRow, row: Any) -> str:
    return row_called(row) if row is not None else ""


def _joined_line(line: MergedRow, row: Any) -> str:
    if isinstance(row, Person):
        return name_of(row)
    if not isinstance(row, Case | Family):
        return ""
    kept = rows_by_id(line.model, [line.after["merged_into_id"]])
    return _("%(one)s is joined to %(other)s") % {"one": row_called(row), "other": _words_of(kept)}


def _words_of(rows: dict[str, Any]) -> str:
    return ", ".join(row_called(row) for row in rows.values())


def _aside_line(line: MergedRow, row: Any) -> str:
    text = _plain_line(line, row)
    return f"{text}. {why_aside(line.reason)}" if text else why_aside(line.reason)


def _changed_line(line: MergedRow, row: Any) -> str:
    model = apps.get_model(line.model)
    names = {field.attname: str(field.verbose_name) for field in model._meta.concrete_fields}
    changed = [name for name in line.after if line.before.get(name) != line.after[name]]
    parts = [f"{names[name]}: {_value(line.before.get(name))} → {_value(line.after[name])}" for name in changed]
    return "; ".join(parts)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return day(value) if hasattr(value, "year") else str(value or "–")


def _kind_and_fate(key: str) -> str:
    fate, model = key.split("|")
    return f"{rows_called(model)}: {Fate(fate).label}"
