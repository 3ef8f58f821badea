"""The figures of the outcome pages on the command line, as JSON or as plain lines."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import override

from accounts.models import Partnership
from activity.errors import RuleBroken
from families.models import Service, ServiceKind
from outcomes.access import first_day_of
from outcomes.actions.runs import computed
from outcomes.forms.comparing import cohorts_of
from outcomes.models import Comparison, OutcomeRun
from outcomes.periods import Period, period_of
from outcomes.reading.results import Asked

KINDS = {kind.value.replace("_", "-"): kind.value for kind in OutcomeRun.Kind}
EVERYTHING = "all"
RATE = re.compile(r"(\d{1,7})/(\d{1,7})", re.ASCII)
BELONGS = {
    "cost": ("counterfactual", "rate", "source", "cohort"),
    "comparison": ("title", "first_last", "from_version"),
}
"""Options that one kind alone reads."""


class Command(BaseCommand):
    help = "Print distance travelled, removals, cost, comparisons or what else changed. Nothing is stored."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=sorted(KINDS))
        parser.add_argument("--service", required=True, help="short name of the service, such as jig-so")
        parser.add_argument("--period", required=True, help="such as 2021-22, 2021-22-q1, or all")
        parser.add_argument("--partnership", default="", help="short name, where several have such a service")
        parser.add_argument("--as-of", default="", help="the day up to which things are known; today unless given")
        parser.add_argument("--format", choices=("json", "text"), default="text")
        parser.add_argument("--output", default="-", help="a file, or - for the screen")
        parser.add_argument("--counterfactual", choices=("all", "cohort", "published"), help="cost: all unless given")
        parser.add_argument("--rate", default="", help="cost, of a published rate: such as 15/220")
        parser.add_argument("--source", default="", help="cost: who published the rate")
        parser.add_argument("--cohort", default="", help="cost: the key of a comparison's cohort")
        parser.add_argument("--title", default="", help="comparison: the title of one that was entered")
        parser.add_argument("--first-last", type=int, help="comparison: the first and the last so many")
        parser.add_argument("--from-version", default="", help="comparison: before a version, and from it on")

    def handle(self, *args: Any, **options: Any) -> None:
        _check_belonging(options)
        service = _service(options["service"], options["partnership"])
        period, as_of = _period(options["period"], service), _as_of(options["as_of"])
        if as_of < period.first:
            raise CommandError(f"The period {period.label} had not begun on {as_of}: there is nothing to count.")
        if as_of < min(period.last, timezone.localdate()):
            # What happened after that day is in the figures of the period: they were not known on it.
            raise CommandError(f"The period {period.label} went on after {as_of}: give its last day, or a later one.")
        asked = Asked(
            service=service,
            kind=KINDS[options["what"]],
            first=period.first,
            last=period.last,
            parameters={"as_of": as_of.isoformat(), **_more(service, options)},
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
        if as_of < period.last:
            self.stderr.write(f"The period {period.label} was not over on {as_of}: more may follow.")
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
        _check_partnership(partnership)
        found = found.filter(partnership__slug=partnership)
    listed = list(found[:2])
    if not listed:
        known = ", ".join(sorted(set(Service.objects.casework().values_list("slug", flat=True)))) or "none"
        raise CommandError(f"There is no service “{slug}” with cases. Known: {known}.")
    if len(listed) > 1:
        raise CommandError(f"Several partnerships have a service “{slug}”: say which with --partnership.")
    return listed[0]


def _check_partnership(slug: str) -> None:
    known = sorted(Partnership.objects.values_list("slug", flat=True))
    if slug not in known:
        raise CommandError(f"There is no partnership “{slug}”. Known: {', '.join(known) or 'none'}.")


def _check_belonging(options: Mapping[str, Any]) -> None:
    """Refuse what the kind asked for would not read: nothing that somebody types is dropped in silence."""
    for kind, names in BELONGS.items():
        typed = [f"--{name.replace('_', '-')}" for name in names if options[name] not in (None, "")]
        if typed and options["what"] != kind:
            raise CommandError(f"{' and '.join(typed)} can be given for {kind} alone, not for {options['what']}.")


def _period(key: str, service: Service) -> Period:
    if key.lower() == EVERYTHING:
        return Period(first=first_day_of(service), last=timezone.localdate(), label=EVERYTHING, key=EVERYTHING)
    found = period_of(key.lower())
    if found is None:
        raise CommandError(f"“{key}” is not a period such as 2021-22 or 2021-22-q1, nor “all”.")
    return found


def _as_of(day: str) -> date:
    today = timezone.localdate()
    try:
        found = date.fromisoformat(day) if day else today
    except ValueError as error:
        raise CommandError(f"“{day}” is not a day such as 2023-06-01.") from error
    if found > today:
        raise CommandError(f"{day} has not come: nothing can be known as of then.")
    return found


def _more(service: Service, options: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that cost and comparison need besides."""
    if options["what"] == "cost":
        return _counterfactual(service, options)
    if options["what"] == "comparison":
        return _cohorts(service, options)
    return {}


def _counterfactual(service: Service, options: Mapping[str, Any]) -> dict[str, Any]:
    kind = options["counterfactual"] or "all"
    if kind != "cohort" and options["cohort"]:
        raise CommandError("--cohort is read with --counterfactual cohort alone.")
    if kind != "published" and (options["rate"] or options["source"]):
        raise CommandError("--rate and --source are read with --counterfactual published alone.")
    if kind == "cohort":
        return {"counterfactual": kind, "cohort": _cohort(service, options["cohort"])}
    if kind == "published":
        rate = RATE.fullmatch(options["rate"])
        if not rate or not options["source"].strip():
            raise CommandError("A published rate is given with --rate 15/220 and --source “who says so”.")
        return {"counterfactual": kind, "n": int(rate[1]), "of": int(rate[2]), "source": options["source"].strip()}
    return {"counterfactual": kind}


def _cohort(service: Service, key: str) -> str:
    """The key of a cohort that the service can be set against; the error lists those that there are."""
    known = {str(one.pk): one for one in cohorts_of([service])}
    if key not in known:
        listed = "".join(f"\n  {pk}  {one.comparison.title}: {one.label}" for pk, one in known.items())
        raise CommandError(f"Say which cohort with --cohort KEY. Known: {listed or 'none'}")
    return key


def _cohorts(service: Service, options: Mapping[str, Any]) -> dict[str, Any]:
    ways = [name for name in BELONGS["comparison"] if options[name] not in (None, "")]
    if len(ways) > 1:
        raise CommandError("Give one of --first-last, --from-version and --title.")
    if options["first_last"] is not None:
        if options["first_last"] < 1:
            raise CommandError("--first-last takes a number from 1: how many children in each cohort.")
        return {"way": "order", "size": options["first_last"]}
    if options["from_version"]:
        return {"way": "version", "version": options["from_version"]}
    standing = Comparison.objects.standing().filter(service=service).order_by("title")
    found = standing.filter(title=options["title"]).first() if options["title"] else None
    if found is None:
        known = ", ".join(f"“{one}”" for one in standing.values_list("title", flat=True)) or "none"
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
