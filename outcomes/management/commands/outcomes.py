"""The figures of the outcome pages on the command line, as JSON or as plain lines."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import override

from activity.errors import RuleBroken
from families.models import Service, ServiceKind
from outcomes.actions.runs import computed
from outcomes.models import Comparison, OutcomeRun
from outcomes.periods import Period, period_of
from outcomes.reading.results import Asked

KINDS = {kind.value.replace("_", "-"): kind.value for kind in OutcomeRun.Kind}


class Command(BaseCommand):
    help = "Print distance travelled, removals, cost, comparisons or what else changed. Nothing is stored."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=sorted(KINDS))
        parser.add_argument("--service", required=True, help="short name of the service, such as jig-so")
        parser.add_argument("--period", required=True, help="a year or a quarter, such as 2021-22 or 2021-22-q1")
        parser.add_argument("--partnership", default="", help="short name, where several have such a service")
        parser.add_argument("--as-of", default="", help="the day up to which things are known; today unless given")
        parser.add_argument("--format", choices=("json", "text"), default="text")
        parser.add_argument("--output", default="-", help="a file, or - for the screen")
        parser.add_argument("--counterfactual", choices=("all", "cohort", "published"), default="all", help="cost")
        parser.add_argument("--rate", default="", help="cost, of a published rate: such as 15/220")
        parser.add_argument("--source", default="", help="cost: who published the rate")
        parser.add_argument("--cohort", default="", help="cost: the key of a comparison's cohort")
        parser.add_argument("--title", default="", help="comparison: the title of one that was entered")
        parser.add_argument("--first-last", type=int, default=0, help="comparison: the first and the last so many")
        parser.add_argument("--from-version", default="", help="comparison: before a version, and from it on")

    def handle(self, *args: Any, **options: Any) -> None:
        service, period = _service(options["service"], options["partnership"]), _period(options["period"])
        asked = Asked(
            service=service,
            kind=KINDS[options["what"]],
            first=period.first,
            last=period.last,
            parameters={"as_of": _as_of(options["as_of"]), **_more(service, options)},
        )
        with override("en"):
            try:
                result, fingerprint = computed(asked)
            except RuleBroken as broken:
                raise CommandError(str(broken)) from broken
        told = {
            "service": service.slug,
            "period": period.label,
            "what": options["what"],
            "parameters": dict(asked.parameters),
            "fingerprint": fingerprint,
            "result": result,
        }
        self._write(_as_json(told) if options["format"] == "json" else _as_text(told), options["output"])

    def _write(self, text: str, output: str) -> None:
        if output == "-":
            self.stdout.write(text, ending="")
            return
        try:
            Path(output).write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror}") from error


def _service(slug: str, partnership: str) -> Service:
    found = Service.objects.filter(slug=slug, kind=ServiceKind.CASEWORK)
    if partnership:
        found = found.filter(partnership__slug=partnership)
    listed = list(found[:2])
    if not listed:
        known = ", ".join(sorted(set(Service.objects.casework().values_list("slug", flat=True)))) or "none"
        raise CommandError(f"There is no service “{slug}” with cases. Known: {known}.")
    if len(listed) > 1:
        raise CommandError(f"Several partnerships have a service “{slug}”: say which with --partnership.")
    return listed[0]


def _period(key: str) -> Period:
    found = period_of(key.lower())
    if found is None:
        raise CommandError(f"“{key}” is not a period such as 2021-22 or 2021-22-q1.")
    return found


def _as_of(day: str) -> str:
    today = timezone.localdate()
    try:
        found = date.fromisoformat(day) if day else today
    except ValueError as error:
        raise CommandError(f"“{day}” is not a day such as 2023-06-01.") from error
    if found > today:
        raise CommandError(f"{day} has not come: nothing can be known as of then.")
    return found.isoformat()


def _more(service: Service, options: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that cost and comparison need besides."""
    if options["what"] == "cost":
        return _counterfactual(options)
    if options["what"] == "comparison":
        return _cohorts(service, options)
    return {}


def _counterfactual(options: Mapping[str, Any]) -> dict[str, Any]:
    kind = options["counterfactual"]
    if kind == "cohort":
        return {"counterfactual": kind, "cohort": options["cohort"]}
    if kind == "published":
        n, slash, of = options["rate"].partition("/")
        if not (slash and n.isdigit() and of.isdigit() and options["source"]):
            raise CommandError("A published rate is given with --rate 15/220 and --source “who says so”.")
        return {"counterfactual": kind, "n": int(n), "of": int(of), "source": options["source"]}
    return {"counterfactual": kind}


def _cohorts(service: Service, options: Mapping[str, Any]) -> dict[str, Any]:
    if options["first_last"]:
        return {"way": "order", "size": options["first_last"]}
    if options["from_version"]:
        return {"way": "version", "version": options["from_version"]}
    found = Comparison.objects.standing().filter(service=service, title=options["title"]).first()
    if found is None:
        known = ", ".join(f"“{one}”" for one in service.comparisons.values_list("title", flat=True)) or "none"
        raise CommandError(f"Say --first-last, --from-version, or the --title of one that was entered: {known}.")
    return {"way": "entered", "comparison": str(found.pk)}


def _as_json(told: Mapping[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _as_text(told: Mapping[str, Any]) -> str:
    """One line for each number, under the path by which the JSON holds it."""
    return "".join(f"{path}: {value}\n" for path, value in _flat(told, ""))


def _flat(data: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from _flat(value, f"{path}.{key}" if path else str(key))
    elif isinstance(data, list):
        for number, value in enumerate(data, start=1):
            yield from _flat(value, f"{path}.{number}")
    else:
        yield path, "unknown" if data is None else data
