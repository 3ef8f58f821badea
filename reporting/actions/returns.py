"""Opening a return, writing its commentary, and signing it off."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone, translation

from accounts.models import User
from activity.edits import save_edit
from families.models import Service
from outcomes.periods import Period
from reporting.access import check_can_make, check_can_sign
from reporting.counting import Row, applies, figure_of_rows, rows_of
from reporting.differences import moved_lines
from reporting.drafts import figures_now, figures_to_date
from reporting.errors import (
    CommentarySigned,
    DraftMoved,
    FirstMoved,
    NothingToCount,
    PeriodNotOver,
    SecondPersonMissing,
    SignedMeanwhile,
    WhyMissing,
)
from reporting.figures import Figure
from reporting.indicators.base import Indicator
from reporting.indicators.registry import Group, layout_of
from reporting.models import FirstSignature, Return, ReturnLine, ReturnRow, ReturnVersion
from reporting.periods import has_ended, period_of_days
from reporting.scope import NoDefinition, Scope, scope_of, words_of

AT_ONCE = 2000


@transaction.atomic
def open_return(*, service: Service, period: Period, by: User) -> Return:
    """The return of a service and period, made if there is none.

    Raises ``NotYourReturn``, or ``NothingToCount`` where the service had no definition yet.
    """
    check_can_make(by, service)
    try:
        scope_of(service, period)
    except NoDefinition as none:
        raise NothingToCount(field="period") from none
    found, _made = Return.objects.get_or_create(
        service=service, first_day=period.first, last_day=period.last, defaults={"entered_by": by}
    )
    return found


@transaction.atomic
def save_commentary(*, made_for: Return, texts: Mapping[str, str], expected_version: int, by: User) -> Return:
    """Keep the commentary by group and by line.

    Raises ``NotYourReturn``, ``StaleEdit``, or ``CommentarySigned`` while a first signature waits for the second: what
    the one has signed is what the other signs.
    """
    check_can_make(by, made_for.service)
    made_for = Return.objects.select_for_update(of=("self",)).select_related("service").get(pk=made_for.pk)
    if made_for.first_signatures.filter(withdrawn_at=None, version=None).exists():
        raise CommentarySigned
    kept = {group: text.strip() for group, text in texts.items() if text.strip()}
    return save_edit(made_for, expected_version=expected_version, changes={"commentary": kept}, by=by)


@transaction.atomic
def sign_return(
    *,
    made_for: Return,
    shown: Mapping[str, list[str]],
    after: int | None = None,
    why: str = "",
    today: date | None = None,
    by: User,
) -> ReturnVersion:
    """Freeze the draft that ``shown`` describes as the next version, with every row behind it.

    ``after`` is how many versions there were when it was shown: a button pressed twice signs once.

    Where the service's definition asks for two, somebody else has signed the same figures before; their reason
    stands. Raises ``NotYourReturn``, ``PeriodNotOver``, ``SignedMeanwhile``, ``WhyMissing`` (from the second version
    on), ``SecondPersonMissing``, or ``DraftMoved`` with the lines that are no longer what was shown, or what was
    signed first. What was frozen is compared too: each line is read by itself, and rows may change in between.
    """
    check_can_sign(by, made_for.service)
    made_for = Return.objects.select_for_update(of=("self",)).select_related("service").get(pk=made_for.pk)
    scope = scope_of(made_for.service, period_of_days(made_for.first_day, made_for.last_day), today)
    check_signed_by_nobody_else(made_for, after)
    first = _first_of_two(made_for, scope, by)
    why = first.why if first else why.strip()
    number = check_signable(made_for, scope, why)
    check_still(scope, shown)
    if first:
        check_still(scope, first.shown, FirstMoved)
    with translation.override("en"):
        version = _freeze(made_for, scope, number, why, by, first)
    check_still(scope, shown, now=figures_frozen(version))
    if first:
        first.version = version
        first.save(update_fields=["version"])
    return version


def _first_of_two(made_for: Return, scope: Scope, by: User) -> FirstSignature | None:
    """The signature of somebody else that waits; None where one person is enough."""
    if not scope.definition.return_layout.second_signature:
        return None
    first = made_for.first_signatures.filter(withdrawn_at=None, version=None).first()
    if first is None or first.signed_by_id == by.pk:
        raise SecondPersonMissing
    return first


def check_signed_by_nobody_else(made_for: Return, after: int | None) -> None:
    """Raise ``SignedMeanwhile`` where there are more versions than there were; the row of the return is held."""
    if after is not None and made_for.versions.count() != after:
        raise SignedMeanwhile


def check_signable(made_for: Return, scope: Scope, why: str) -> int:
    """The number of the version that would be made. Raises ``PeriodNotOver`` or ``WhyMissing``."""
    if not has_ended(scope.period, scope.today):
        raise PeriodNotOver
    number = made_for.versions.count() + 1
    if number > 1 and not why.strip():
        raise WhyMissing(field="why")
    return number


def check_still(
    scope: Scope,
    shown: Mapping[str, list[str]],
    broken: type[DraftMoved] = DraftMoved,
    *,
    now: Mapping[str, Figure] | None = None,
) -> None:
    """Raise ``broken`` with the lines that are not as ``shown``, counted now or as ``now`` says."""
    words = words_of(scope.definition)
    labels = {one.key: one.label_for(words) for group in layout_of(scope.definition) for one in group.indicators}
    moved = moved_lines(shown, figures_now(scope) if now is None else now, labels)
    if moved:
        raise broken(moved)


def _freeze(
    made_for: Return, scope: Scope, number: int, why: str, by: User, first: FirstSignature | None
) -> ReturnVersion:
    frozen = [(group.key, one, rows_of(scope, one)) for group, one in _lines(scope)]
    figures = {one.key: figure_of_rows(scope, one, rows) for _group, one, rows in frozen}
    version = ReturnVersion.objects.create(
        made_for=made_for,
        number=number,
        signed_at=timezone.now(),
        signed_by=by,
        first_signed_at=first.signed_at if first else None,
        first_signed_by_id=first.signed_by_id if first else None,
        commentary=made_for.commentary,
        why=why,
        to_date=_to_date(scope),
        definition_hash=made_for.service.versions.filter(effective_from__lte=scope.period.last)
        .order_by("-effective_from")
        .values_list("source_hash", flat=True)[0],
        digest=digest_of((one.key, figures[one.key], rows) for _group, one, rows in frozen),
        entered_by=by,
    )
    words = words_of(scope.definition)
    for position, (group, one, rows) in enumerate(frozen, start=1):
        line = _line(version, position, group, one, one.label_for(words), figures[one.key], by)
        line.save(force_insert=True)
        ReturnRow.objects.bulk_create((_row(line, row) for row in rows), batch_size=AT_ONCE)
    return version


def figures_frozen(version: ReturnVersion) -> dict[str, Figure]:
    """The figures of the lines as they were written."""
    return {line.key: Figure(**line.figure) for line in version.lines.all()}


def _to_date(scope: Scope) -> dict[str, dict[str, object]]:
    """The year to date as it is when the return is signed."""
    return {key: figure.as_data() for key, figure in figures_to_date(scope).items()}


def _lines(scope: Scope) -> list[tuple[Group, Indicator]]:
    return [
        (group, one) for group in layout_of(scope.definition) for one in group.indicators if applies(one, scope.period)
    ]


def _line(
    version: ReturnVersion, position: int, group: str, one: Indicator, label: str, figure: Figure, by: User
) -> ReturnLine:
    return ReturnLine(
        version=version,
        position=position,
        group=group,
        key=one.key,
        label=label,
        mark=figure.mark,
        numerator=figure.numerator,
        denominator=figure.denominator,
        value=figure.value,
        unknown=figure.unknown,
        figure=figure.as_data(),
        entered_by=by,
    )


def _row(line: ReturnLine, row: Row) -> ReturnRow:
    return ReturnRow(
        line=line,
        part=row.part,
        reference=row.reference,
        object_type=row.object_type,
        object_id=row.object_id,
        case_id=row.case_id,
        band=row.band or "",
        weight=row.weight,
        detail=dict(row.detail),
    )


def digest_of(lines: Iterable[tuple[str, Figure, Iterable[Row]]]) -> str:
    """SHA-256 over every line and its rows, whatever order the rows were read in."""
    taken = hashlib.sha256()
    for key, figure, rows in lines:
        taken.update(json.dumps([key, figure.as_data()], sort_keys=True).encode())
        taken.update(json.dumps(sorted(row.identity for row in rows)).encode())
    return taken.hexdigest()
