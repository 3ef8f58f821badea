"""Joining two records of one person: all of it, in one transaction, or nothing."""

from collections.abc import Iterable
from uuid import UUID

from attrs import frozen
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.errors import RuleBroken
from activity.idempotency import digest_of
from families.actions.clocks import RENEWED
from families.actions.holding import JOINED, waiting_briefly
from families.actions.renew import renew_case
from families.actions.telling import named_workers, tell
from families.errors import CannotMerge
from families.merging.carrying import carry
from families.merging.gates import keep_strictest
from families.merging.ledger import Ledger, values_of
from families.merging.pairs import Choices, Pairs, families_of, pairs_of, touched_cases
from families.merging.references import check_all_handled
from families.merging.rules import check_both_seen, check_can_be_one
from families.models import Case, Family, Merge, MergedRow, Milestone, Person


class PreviewIsOld(RuleBroken):
    """What would move is not what was shown any more. ``rows`` is what would move now."""

    message = _("One of the two records has changed since you opened this page. Look again at what moves.")

    def __init__(self, rows: list[MergedRow]) -> None:
        super().__init__()
        self.rows = rows


@frozen
class Planned:
    """What a merge would do, row by row, and the fingerprint that confirming it must carry."""

    rows: list[MergedRow]
    pairs: Pairs
    fingerprint: str


def preview_merge(*, kept: Person, merged: Person, choices: Choices, by: User) -> Planned:
    """Do it, look, and take it back. Raises what :func:`merge_people` raises."""
    with waiting_briefly():
        _merge, ledger, pairs = _join(kept, merged, choices, "?", by)
        planned = Planned(ledger.rows, pairs, fingerprint_of(ledger.rows))
        transaction.set_rollback(True)
    return planned


def merge_people(
    *, kept: Person, merged: Person, choices: Choices, why: str, expected: str | None = None, by: User
) -> Merge:
    """Let ``kept`` stand for both. Nothing is deleted: what collides stays with the joined record.

    ``expected`` is the fingerprint of the preview. Raises ``PreviewIsOld`` where something else would move
    now, ``CannotMerge`` for two who cannot be one, ``NotAllSeen`` where ``by`` may not see all of it, and
    ``RecordsBusy`` where somebody writes on one of them at this moment.
    """
    with waiting_briefly():
        merge, ledger, _pairs = _join(kept, merged, choices, why, by)
        if expected is not None and fingerprint_of(ledger.rows) != expected:
            raise PreviewIsOld(ledger.rows)
        ledger.save()
    return merge


def fingerprint_of(rows: Iterable[MergedRow]) -> str:
    """SHA-256 of what is done to which row; clocks, which follow from the rest, and new rows' ids left out."""
    plain = [
        [one.model, "" if one.fate == MergedRow.Fate.MADE else one.row_id, one.fate, one.reason]
        + ([] if one.fate == MergedRow.Fate.MADE else [one.before, one.after])
        for one in rows
        if one.model != Milestone._meta.label
    ]
    return digest_of(plain)


def _join(kept: Person, merged: Person, choices: Choices, why: str, by: User) -> tuple[Merge, Ledger, Pairs]:
    check_all_handled()
    kept, merged = _locked(kept, merged)
    check_can_be_one(kept, merged)
    pairs = pairs_of(kept, merged, choices)
    check_both_seen(by, kept, merged, pairs)
    _lock_pairs(pairs)
    cases = _lock_cases(touched_cases(pairs, kept, merged))
    ours, theirs = families_of(kept), families_of(merged)
    merge = Merge.objects.create(kept=kept, merged=merged, why=why, choices=choices.as_data(), entered_by=by)
    ledger = Ledger(merge)
    clocks = clocks_of(cases)
    workers = {user.pk: user for case in cases for user in named_workers(case)}
    try:
        with transaction.atomic():
            carry(ledger, pairs, choices)
            joined = pairs.gone(Family._meta.label)
            keep_strictest(ledger, {joined.get(one, one) for one in ours}, {joined.get(one, one) for one in theirs})
            standing = renew_all(cases, by)
    except IntegrityError as broken:
        raise CannotMerge(_("The two records contradict each other. Put one of them right first.")) from broken
    remember_clocks(ledger, clocks, standing)
    _tell(list(workers.values()), standing, kept, by)
    return merge, ledger, pairs


def _locked(kept: Person, merged: Person) -> tuple[Person, Person]:
    """Both persons, locked in one order, so that of two merges at once the second sees the first."""
    keys = sorted({kept.pk, merged.pk})
    rows = {one.pk: one for one in Person.with_merged.select_for_update().filter(pk__in=keys).order_by("pk")}
    if len(rows) < len({kept.pk, merged.pk}):
        raise CannotMerge
    return rows[kept.pk], rows[merged.pk]


def _lock_pairs(pairs: Pairs) -> None:
    """All that is joined and all that it is joined to, against whoever takes hold of it meanwhile."""
    for model in JOINED:
        joined = pairs.gone(model._meta.label)
        keys = {*joined, *joined.values()}
        list(model.with_merged.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))  # type: ignore[attr-defined]


def _lock_cases(cases: Iterable[Case]) -> list[Case]:
    """Lock the families first, then the cases, each in order of their keys, against what is written meanwhile."""
    keys = {case.pk: case.family_id for case in cases}
    list(Family.objects.select_for_update().filter(pk__in=keys.values()).order_by("pk"))
    return list(Case.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))


def renew_all(cases: Iterable[Case], by: User) -> list[Case]:
    """Stage and clocks of every one of these cases that stands; returns those."""
    keys = [case.pk for case in cases]
    standing = list(Case.objects.filter(pk__in=keys).order_by("pk"))
    return [renew_case(case=case, by=by) for case in standing]


def clocks_of(cases: Iterable[Case]) -> dict[UUID, Milestone]:
    """The milestones of these cases as they are now."""
    return {one.pk: one for one in Milestone.objects.filter(case__in=[case.pk for case in cases])}


def remember_clocks(ledger: Ledger, before: dict[UUID, Milestone], cases: Iterable[Case]) -> None:
    """What the renewal changed in clocks, so that undoing can put it back to the day."""
    for row in Milestone.objects.filter(case__in=[case.pk for case in cases]).order_by("pk"):
        old = before.get(row.pk)
        if old is None:
            ledger.note(row, MergedRow.Fate.MADE, before={}, after=values_of(row))
            continue
        now = {name: getattr(row, name) for name in RENEWED if getattr(row, name) != getattr(old, name)}
        if now:
            then = {name: getattr(old, name) for name in now}
            ledger.note(row, MergedRow.Fate.CHANGED, before=then, after=now)


def _tell(workers: list[User], cases: list[Case], kept: Person, by: User) -> None:
    for case in cases:
        if case.client_id == kept.pk and case.closed_on is None:
            text = _("two records of one person were merged. See what moved and who works on the case.")
            tell(users=workers, case=case, kind="merge", text=text, by=by)
