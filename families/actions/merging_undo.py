"""Taking a merge back: every row where it was, what was written since where somebody says it belongs."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.errors import RuleBroken
from activity.idempotency import digest_of
from families.actions.holding import waiting_briefly
from families.actions.merging import renew_all
from families.actions.telling import named_workers, tell
from families.errors import CannotUndoMerge
from families.merging.carrying import joined_ids, new_place
from families.merging.gates import share
from families.merging.going_back import DERIVED, Fate, fits_in, put_back
from families.merging.ledger import Ledger, Values, put
from families.merging.pairs import Pairs
from families.merging.references import Reference, check_all_handled, rows_that_move
from families.merging.rules import check_may_join
from families.models import Case, Family, Merge, MergedRow, Milestone, Person, PersonName

NEVER_CHOSEN = {f"families.{name}" for name in ("Birth", "Loss", "Separation", "Child", "Pregnancy", "Case", "Closure")}
"""Facts that more than a reference hangs on: they stay, and are recorded anew where they belong."""


class UndoIsOld(RuleBroken):
    message = _("The record has changed since you opened this page. Look again at what goes back.")


@dataclass
class Since:
    """A row that was written between merge and undo. ``follows``: it hangs on a case that goes back."""

    row: models.Model
    place: Values
    follows: bool = False

    @property
    def key(self) -> str:
        return f"{self.row._meta.label}:{self.row.pk}"


@dataclass
class TakenApart:
    """What an undo does, or would do."""

    merge: Merge
    rows: list[MergedRow] = field(default_factory=list)
    since: list[Since] = field(default_factory=list)
    chosen: set[str] = field(default_factory=set)

    @property
    def fingerprint(self) -> str:
        """What confirming must carry: each row's fate, and each row written since."""
        old = [[one.row_id, one.model, one.back] for one in self.rows if one.model not in DERIVED]
        return digest_of([old, sorted(one.key for one in self.since)])


def preview_undo(*, merge: Merge, chosen: Iterable[str] = (), by: User) -> TakenApart:
    """Do it, look, and take it back. Raises what :func:`undo_merge` raises."""
    with waiting_briefly():
        found = _take_apart(merge, set(chosen), "?", by)
        transaction.set_rollback(True)
    return found


def undo_merge(
    *, merge: Merge, why: str, chosen: Iterable[str] = (), expected: str | None = None, by: User
) -> TakenApart:
    """Put every row back, and of those written since what ``chosen`` names (``app.Model:id``).

    Raises ``CannotUndoMerge`` where a later merge stands in the way or it was undone before, ``UndoIsOld``
    where ``expected`` is not what would happen now, ``NotAllSeen``.
    """
    with waiting_briefly():
        found = _take_apart(merge, set(chosen), why, by)
        if expected is not None and found.fingerprint != expected:
            raise UndoIsOld
    return found


def in_the_way(merge: Merge) -> list[Merge]:
    """Later merges, not undone, that touched a row of this one: they have to be undone first."""
    touched = set(merge.rows.values_list("row_id", flat=True)) | {
        str(one) for one in _pairs(merge).everything().values()
    }
    later = MergedRow.objects.filter(
        Q(row_id__in=touched) | Q(fate=Fate.JOINED, after__merged_into_id__in=list(touched)),
        merge__undone_at=None,
        merge__entered_at__gt=merge.entered_at,
    )
    return list(Merge.objects.filter(pk__in=later.exclude(model__in=DERIVED).values("merge")).order_by("-entered_at"))


def _take_apart(merge: Merge, chosen: set[str], why: str, by: User) -> TakenApart:
    check_all_handled()
    merge = Merge.objects.select_for_update(of=("self",)).select_related("kept", "merged").get(pk=merge.pk)
    if merge.undone_at is not None:
        raise CannotUndoMerge(_("This merge has been undone already."))
    if in_the_way(merge):
        raise CannotUndoMerge(_("A later merge stands on this one. Undo the later one first."))
    list(Person.with_merged.select_for_update().filter(pk__in=[merge.kept_id, merge.merged_id]).order_by("pk"))
    pairs = _pairs(merge)
    cases = _touched(merge, pairs)
    check_may_join(by, Case.objects.filter(pk__in=cases))
    list(Case.with_merged.select_for_update(of=("self",)).filter(pk__in=cases).order_by("pk"))
    found = TakenApart(merge, chosen=chosen)
    try:
        with transaction.atomic():
            found.rows = put_back(merge)
            _place_what_came_since(found, pairs)
            _keep_strict(merge, pairs, by)
            standing = renew_all(Case.objects.filter(pk__in=cases), by)
    except IntegrityError as broken:
        raise CannotUndoMerge(
            _("Something recorded since leaves no room for a row that goes back. Choose what to move with it.")
        ) from broken
    _close(merge, found.rows, why, by)
    for case in standing:
        if case.closed_on is None and case.client_id in (merge.kept_id, merge.merged_id):
            text = _("a merge of two records was undone. See what belongs to this case.")
            tell(users=named_workers(case), case=case, kind="merge", text=text, by=by)
    return found


def _pairs(merge: Merge) -> Pairs:
    pairs = Pairs()
    for row in merge.rows.filter(fate=Fate.JOINED):
        pairs.of.setdefault(row.model, {})[UUID(row.row_id)] = UUID(row.after["merged_into_id"])
    return pairs


def _touched(merge: Merge, pairs: Pairs) -> set[UUID]:
    """Every case that a row of the merge is, or is of, and every case of the kept side."""
    families = {*pairs.gone("families.Family"), *pairs.gone("families.Family").values()}
    people = [merge.kept_id, merge.merged_id]
    rows = set(merge.rows.filter(model="families.Case").values_list("row_id", flat=True))
    now = Case.with_merged.filter(Q(client__in=people) | Q(family__in=families) | Q(pk__in=rows))
    return set(now.values_list("pk", flat=True)) | set(pairs.gone("families.Case").values())


def _place_what_came_since(found: TakenApart, pairs: Pairs) -> None:
    """Move what was chosen, then what plainly belongs to a case that is back; the rest stays."""
    back = pairs.inverted()
    found.since = list(written_since(found.merge, back))
    for one in found.since:
        if one.key in found.chosen and may_be_chosen(one):
            put(type(one.row), [one.row.pk], one.place)
    sides = _side_of(found.merge, pairs)
    for one in found.since:
        if one.key not in found.chosen and _hangs_on(one.row, sides):
            one.follows = _fits(one)


def _fits(one: Since) -> bool:
    """Put a row where its case went; where something stands there already, it stays."""
    return fits_in(type(one.row), [one.row.pk], one.place)


def written_since(merge: Merge, back: Pairs) -> Iterable[Since]:
    """Rows entered after the merge that refer to a kept row, with where they would go."""
    known = set(merge.rows.values_list("model", "row_id"))
    for model, references in _moving():
        if not any(one.name == "entered_at" for one in model._meta.concrete_fields) or model is Milestone:
            continue
        named = Q()
        for one in references:
            named |= Q(**{f"{one.attname}__in": list(joined_ids(back, one))})
        rows = model._base_manager.filter(named, entered_at__gt=merge.entered_at).order_by("pk")
        for row in rows:
            if (model._meta.label, str(row.pk)) not in known:
                yield Since(row, new_place(row, references, back))


def may_be_chosen(one: Since) -> bool:
    """Whether a row written since can simply be moved."""
    in_use = isinstance(one.row, PersonName) and one.row.kind == PersonName.Kind.USUAL
    return not one.follows and not in_use and one.row._meta.label not in NEVER_CHOSEN


def _moving() -> Iterable[tuple[type[models.Model], list[Reference]]]:
    for _model, some in groupby(rows_that_move(), key=lambda one: one.model):
        references = [one for one in some if one.target]
        if references:
            yield references[0].model_class, references


def _side_of(merge: Merge, pairs: Pairs) -> set[UUID]:
    """The cases that are the joined record's own again."""
    people = list(pairs.gone("families.Person"))
    own = Q(client__in=people) | Q(family__in=list(pairs.gone("families.Family")))
    return set(Case.objects.filter(own).values_list("pk", flat=True))


def _hangs_on(row: models.Model, cases: set[UUID]) -> bool:
    path = next((one.with_case for one in rows_that_move() if one.model == row._meta.label and one.with_case), "")
    if not path:
        return False
    found = set(type(row)._base_manager.filter(pk=row.pk).values_list(path, flat=True)) - {None}
    return bool(found) and found <= cases


def _keep_strict(merge: Merge, pairs: Pairs, by: User) -> None:
    """Who was kept out since, or parents kept apart since, stay so on both sides."""
    ledger = Ledger(Merge(entered_by=by))
    for gone, kept in pairs.gone("families.Family").items():
        said = merge.rows.filter(model="families.Family", row_id=str(kept), fate=Fate.CHANGED).first()
        family = Family.objects.get(pk=kept)
        if said and family.parents_kept_apart and not said.after["parents_kept_apart"]:
            put(Family, [gone], {"parents_kept_apart": True})
        share(ledger, [kept], gone, since=merge.entered_at)


def _close(merge: Merge, rows: list[MergedRow], why: str, by: User) -> None:
    MergedRow.objects.bulk_update(rows, ["back"], batch_size=1000)
    merge.undone_at, merge.undone_by, merge.undone_why = timezone.now(), by, why
    merge.version += 1
    merge.changed_at = merge.undone_at
    merge.save(update_fields=["undone_at", "undone_by", "undone_why", "version", "changed_at"])
