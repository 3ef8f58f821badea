import csv
import json
from collections.abc import Iterable
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from families.models import Service
from families.working_days import OutsideCalendar
from reporting import telling
from reporting.counting import applies, rows_of
from reporting.drafts import Draft, Line, draft_of
from reporting.indicators.base import Kind
from reporting.indicators.registry import UnknownIndicator, indicator, lines_of
from reporting.periods import PeriodUnreadable, has_ended, parse_period
from reporting.scope import AnchorNotCountable, NoDefinition, Scope, parameters_of, scope_of, words_of
from reporting.tables import COLUMNS, COST_NOTE, rows_of_table
from ui.cells import harmless

Table = list[dict[str, object]]


class Command(BaseCommand):
    help = "Print the return of a service for a quarter or year, counted from the rows as they are now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--service", required=True, help="short name of the service, such as jig-so")
        parser.add_argument("--period", required=True, help="2021-22, “2021-22 Q3” or 2021-04-01..2021-06-30")
        parser.add_argument("--partnership", default="", help="short name, where several have such a service")
        parser.add_argument("--format", choices=("text", "csv", "json"), default="text")
        parser.add_argument("--output", default="-", help="a file, or - for the screen")
        parser.add_argument("--explain", metavar="KEY", help="list the references of the rows behind one figure")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            scope = _scope(options)
            self._say_if_running(scope)
            made = _explained(scope, options) if options["explain"] else _return(scope, options["format"])
        self._write(made, options["output"])

    def _say_if_running(self, scope: Scope) -> None:
        if not has_ended(scope.period, scope.today):
            last = scope.period.last.isoformat()
            self.stderr.write(f"{scope.period.label} ends on {last}: these figures are a draft and still grow.")

    def _write(self, text: str, output: str) -> None:
        if output == "-":
            self.stdout.write(text, ending="")
            return
        try:
            Path(output).write_text(text, encoding="utf-8", newline="")
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror}") from error


def _scope(options: dict[str, Any]) -> Scope:
    try:
        period = parse_period(options["period"])
        scope = scope_of(_service(options["service"], options["partnership"]), period, timezone.localdate())
        parameters_of(scope)
    except (PeriodUnreadable, NoDefinition, AnchorNotCountable, OutsideCalendar) as wrong:
        raise CommandError(str(wrong)) from wrong
    return scope


def _service(slug: str, partnership: str) -> Service:
    found = Service.objects.casework().filter(slug=slug)
    if partnership:
        found = found.filter(partnership__slug=partnership)
    listed = list(found[:2])
    if not listed:
        known = ", ".join(sorted(set(Service.objects.casework().values_list("slug", flat=True)))) or "none"
        raise CommandError(f"There is no service “{slug}”. Known: {known}.")
    if len(listed) > 1:
        raise CommandError(f"Several partnerships have a service “{slug}”: say which with --partnership.")
    return listed[0]


def _return(scope: Scope, form: str) -> str:
    draft = draft_of(scope)
    if form == "text":
        return _text(draft)
    words = words_of(scope.definition)
    groups = [
        (group, [(line.indicator, line.indicator.label_for(words), line.figure) for line in lines])
        for group, lines in draft.groups
    ]
    table = list(rows_of_table(service=scope.service.slug, period=scope.period, state="draft", groups=groups))
    return _csv(COLUMNS, table) if form == "csv" else _json(table)


def _explained(scope: Scope, options: dict[str, Any]) -> str:
    try:
        one = lines_of(scope.definition).get(options["explain"]) or indicator(options["explain"])
    except UnknownIndicator as wrong:
        raise CommandError(str(wrong)) from wrong
    if not applies(one, scope.period):
        raise CommandError(f"“{one.key}” is counted for whole years only.")
    table: Table = [
        {"key": one.key, "part": row.part, "reference": row.reference, "object_type": row.object_type,
         "band": row.band or "", "weight": row.weight, **{"detail": json.dumps(dict(row.detail), sort_keys=True)}}
        for row in rows_of(scope, one)
    ]  # fmt: skip
    columns = ("key", "part", "reference", "object_type", "band", "weight", "detail")
    if options["format"] == "json":
        return _json(table)
    if options["format"] == "csv":
        return _csv(columns, table)
    return "".join(f"{row['part']:<12} {row['reference']:<16} {row['detail']}\n" for row in table)


def _csv(columns: Iterable[str], table: Table) -> str:
    written = StringIO()
    writer = csv.DictWriter(written, fieldnames=list(columns), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: harmless(value) for name, value in row.items()} for row in table)
    return written.getvalue()


def _json(table: Table) -> str:
    return json.dumps(table, indent=1, ensure_ascii=False) + "\n"


def _text(draft: Draft) -> str:
    scope, words = draft.scope, words_of(draft.scope.definition)
    lines = [f"{scope.service.name}, {scope.period.label}: draft, internal", ""]
    for group, members in draft.groups:
        lines += [str(group.title), *(text for line in members for text in _line(line, words)), ""]
    return "\n".join(lines)


def _line(line: Line, words: dict[str, object]) -> list[str]:
    figure = line.figure
    label = line.indicator.label_for(words)
    if figure is None:
        return [f"  {line.indicator.number:>4}  {label}: whole years only"]
    shown = (
        f"{telling.of(figure)} = {telling.value(figure)}" if figure.denominator is not None else telling.value(figure)
    )
    if figure.kind == Kind.COUNT_OF:
        shown = telling.of(figure)
    between = telling.interval(figure)
    if between:
        shown += f" ({'middle half' if figure.kind == Kind.MEDIAN else '95 %, Wilson'}: {between})"
    unknown = f"; unknown {figure.unknown}" if figure.unknown else ""
    made = [f"  {line.indicator.number:>4}  {label}: {shown}{unknown}"]
    made += [f"          {name}: {count}" for name, count in telling.bands(figure, line.indicator.band_labels)]
    if figure.cost:
        made += [f"          {name}: {amount}" for name, amount in telling.sum_of_cost(figure.cost)]
        made += [f"          {COST_NOTE.format(price_year=figure.cost['price_year'])}"]
    return made
