import sys
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from families.models import Service, ServiceKind
from outcomes.periods import FIRST_YEAR, LAST_YEAR
from reporting.by_month import Measure, table_of
from reporting.by_month.counting import measures_of
from reporting.by_month.files import PRINTED, as_xlsx
from reporting.by_month.period import LONGEST_MONTHS, is_too_long


class Command(BaseCommand):
    help = "Print contacts or referrals by outcome and month, with totals and shares. Internal: every cell is shown."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--service", required=True, help="short name of the service, such as front-door")
        parser.add_argument("--from", required=True, dest="first", help="first day, such as 2024-04-01")
        parser.add_argument("--to", required=True, dest="last", help="last day, such as 2024-10-31")
        parser.add_argument("--of", choices=[one.value for one in Measure], help="contacts, or referrals")
        parser.add_argument("--partnership", default="", help="short name, where several have such a service")
        parser.add_argument("--format", choices=(*PRINTED, "xlsx"), default="text")
        parser.add_argument("--output", default="-", help="a file, or - for the screen")

    def handle(self, *args: Any, **options: Any) -> None:
        first, last = _days(options["first"], options["last"])
        service = _service(options["service"], options["partnership"])
        measure = _measure(service, options["of"])
        with translation.override("en"):
            table = table_of(service, measure, first, last)
            if options["format"] == "xlsx":
                self._write_bytes(as_xlsx(table), options["output"])
            else:
                self._write(PRINTED[options["format"]](table), options["output"])

    def _write(self, text: str, output: str) -> None:
        if output == "-":
            self.stdout.write(text, ending="")
        else:
            self._write_bytes(text.encode(), output)

    def _write_bytes(self, content: bytes, output: str) -> None:
        if output == "-":
            sys.stdout.buffer.write(content)
            return
        try:
            Path(output).write_bytes(content)
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror}") from error


def _days(first: str, last: str) -> tuple[date, date]:
    found = []
    for written in (first, last):
        try:
            found.append(date.fromisoformat(written))
        except ValueError as error:
            raise CommandError(f"“{written}” is not a day such as 2024-04-01.") from error
    if not FIRST_YEAR <= found[0].year <= found[1].year <= LAST_YEAR or found[1] < found[0]:
        raise CommandError(f"{first} to {last} does not run forward between {FIRST_YEAR} and {LAST_YEAR}.")
    if is_too_long(*found):
        raise CommandError(f"{first} to {last} has more than {LONGEST_MONTHS} months.")
    return found[0], found[1]


def _service(slug: str, partnership: str) -> Service:
    found = Service.objects.filter(slug=slug)
    if partnership:
        found = found.filter(partnership__slug=partnership)
    listed = list(found[:2])
    if not listed:
        known = ", ".join(sorted(set(Service.objects.values_list("slug", flat=True)))) or "none"
        raise CommandError(f"There is no service “{slug}”. Known: {known}.")
    if len(listed) > 1:
        raise CommandError(f"Several partnerships have a service “{slug}”: say which with --partnership.")
    return listed[0]


def _measure(service: Service, asked: str | None) -> Measure:
    known = measures_of(service)
    measure = Measure(asked) if asked else known[0]
    if measure not in known:
        kind = ServiceKind(service.kind).label
        raise CommandError(f"{service.slug} takes no {measure.value} ({kind}).")
    return measure
