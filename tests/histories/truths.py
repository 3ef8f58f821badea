"""What is true of every case at every moment, whatever was done to it."""

from collections.abc import Iterator
from datetime import date

from django.db import connection
from django.db.models import F, Q

from activity.checks import product_models
from activity.history import event_model_of, untracked_models
from families.checking import drifted
from families.clocks import due_dates
from families.definition_of import rules_of
from families.facts import gather
from families.models import Allocation, Case, Child, Milestone, Service, Status, Visit, VisitCase
from families.models.choices import ChildState, Stage, VisitOutcome
from families.stages import stage_of
from families.working_days import calendar_of
from outcomes.canonical import canonical
from outcomes.periods import quarter_period, year_of
from reporting.counting import figure_of_rows, rows_of
from reporting.drafts import figures_now
from reporting.figures import Figure
from reporting.indicators.registry import layout_of
from reporting.scope import scope_of

GONE = (ChildState.LOST, ChildState.DIED)


def problems() -> list[str]:
    """Everything that is not as it must be, in words; cheap enough to be asked after each step."""
    return [*_stages_and_clocks(), *_the_gone(), *_the_closed(), *_the_planned()]


def _stages_and_clocks() -> Iterator[str]:
    for case in Case.objects.for_reading():
        if stage_of(case) != (case.stage, case.stage_since):
            yield f"{case.reference} is {case.stage} since {case.stage_since}, its rows say {stage_of(case)}"
        yield from clock_problems(case)
    yield from (f"the nightly check names {case.reference}" for case in drifted())


def clock_problems(case: Case) -> Iterator[str]:
    """Stored milestones beside those that the facts give: the same ones, with the same days."""
    rules = rules_of(case)
    wanted = {one.identity: one for one in due_dates(gather(case), rules.clocks, calendar_of(rules.jurisdiction))}
    stored = {
        (row.rule, str(row.child_id) if row.child_id else None, row.sequence): row for row in case.milestones.all()
    }
    for key, one in wanted.items():
        row = stored.get(key)
        if row is None or row.withdrawn_on:
            yield f"{case.reference} has no clock {key}, the facts ask for it"
        elif row.met_on != one.met_on:
            yield f"{case.reference} has {key} met on {row.met_on}, the facts say {one.met_on}"
        elif not row.met_on and (row.trigger_on, row.due_on) != (one.trigger_on, one.due_on):
            yield f"{case.reference} has {key} due on {row.due_on}, the facts say {one.due_on}"
    for key in stored.keys() - wanted.keys():
        if stored[key].met_on is None and stored[key].withdrawn_on is None:
            yield f"{case.reference} waits for {key}, for which no fact asks"


def _the_gone() -> Iterator[str]:
    for row in Milestone.objects.waiting().filter(child__state__in=GONE):
        yield f"the clock {row.rule} waits for a child who is gone"
    for child in Child.objects.filter(state__in=GONE):
        if Status.objects.filter(person=child.person_id, ends__isnull=True).exists():
            yield "a status outlives its child"


def _the_closed() -> Iterator[str]:
    for case in Case.objects.filter(stage=Stage.CLOSED):
        waiting = {row.rule for row in case.milestones.waiting()}
        kept = {rule.key for rule in rules_of(case).clocks if "closed" not in rule.stops_when}
        if waiting - kept:
            yield f"{case.reference} is closed and waits for {sorted(waiting - kept)}"
        if case.allocations.filter(Q(ends__isnull=True) | Q(ends__gt=case.closed_on), starts__lte=case.closed_on):
            yield f"{case.reference} is closed and somebody is still allocated"
        if not case.closures.filter(signed_on=case.closed_on, reopened_on__isnull=True).exists():
            yield f"{case.reference} is closed and nobody signed"
        if case.visit_cases.filter(visit__outcome=VisitOutcome.PLANNED).exists():
            yield f"{case.reference} is closed and a visit is planned"


def _the_planned() -> Iterator[str]:
    done = Visit.objects.filter(outcome__in=[VisitOutcome.DONE, VisitOutcome.NO_ACCESS])
    for visit in done.filter(happened_at__isnull=True):
        yield f"a visit {visit.outcome} has no time"
    for row in VisitCase.objects.filter(visit__outcome=VisitOutcome.DONE, note__signed_at__isnull=True):
        yield f"a visit of {row.case.reference} counts as done and nobody signed its note"
    for row in Allocation.objects.filter(starts__lt=F("case__opened_on")):
        yield f"{row.case.reference} has {row.slot} before it was opened"


def history_gaps() -> list[str]:
    """Tables whose rows are not what their latest history rows say; dear, so asked at the end of a history."""
    return [found for model in product_models() if model._meta.label not in untracked_models()
            if (found := _gap(model))]  # fmt: skip


def _gap(model: type) -> str:
    event = event_model_of(model)
    columns = [field.column for field in event._meta.fields if not field.name.startswith("pgh_")]
    table, listed = model._meta.db_table, ", ".join(f'"{column}"' for column in columns)
    latest = f"""SELECT DISTINCT ON (pgh_obj_id) {listed}, pgh_label FROM {event._meta.db_table}
        ORDER BY pgh_obj_id, pgh_id DESC"""
    kept = f"SELECT {listed} FROM ({latest}) newest WHERE pgh_label <> 'delete'"
    rows = f"SELECT {listed} FROM {table}"
    with connection.cursor() as cursor:
        cursor.execute(f"(({rows} EXCEPT {kept}) UNION ALL ({kept} EXCEPT {rows})) LIMIT 1")
        found = cursor.fetchone()
    return f"{table}: {found}" if found else ""


def figures_twice(service: Service, today: date) -> list[str]:
    """Figures of the quarter of a day that are not the same bytes when counted again, or from their own rows."""
    period = quarter_period(year_of(today), (today.month - 4) % 12 // 3 + 1)
    scope = scope_of(service, period, today)
    first, second = (figures_now(scope) for _time in range(2))
    indicators = [one for group in layout_of(scope.definition) for one in group.indicators if one.key in first]
    return [
        one.key
        for one in indicators
        if not _bytes(first[one.key])
        == _bytes(second[one.key])
        == _bytes(figure_of_rows(scope, one, rows_of(scope, one)))
    ]


def _bytes(figure: Figure) -> bytes:
    return canonical([figure.numerator, figure.denominator, figure.unknown, figure.value, figure.mark])
