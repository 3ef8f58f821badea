from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Partnership, Team
from families.importing.engine import import_directory
from families.importing.problems import SHOWN, Problems
from families.importing.run import Run
from families.models import Service


class Command(BaseCommand):
    help = "Import a directory of CSV sheets (examples/README.md). Everything is taken, or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check every row and keep nothing")
        parser.add_argument("--service", help="short name of the service; needed where several do casework")
        parser.add_argument("--partnership", help="short name of the partnership; needed where there are several")
        parser.add_argument("--team", help="short name of the team; needed where several offer the service")
        parser.add_argument("--source", help="what the files are called across runs (the directory's name)")
        parser.add_argument("--problems", type=int, default=SHOWN, help=f"how many problems to list ({SHOWN})")

    def handle(self, *args: Any, **options: Any) -> None:
        directory: Path = options["directory"]
        if not directory.is_dir():
            raise CommandError(f"{directory} is not a directory.")
        run = _run_for(options, directory)
        import_directory(directory, run, dry_run=options["dry_run"])
        if run.problems.total:
            self._report(run)
        self._tell(run, options["dry_run"])

    def _report(self, run: Run) -> None:
        for problem in run.problems.kept:
            self.stderr.write(str(problem))
        hidden = run.problems.total - len(run.problems.kept)
        more = f", of which {hidden} are not listed" if hidden else ""
        counted = "1 problem" if run.problems.total == 1 else f"{run.problems.total} problems"
        raise CommandError(f"{counted}{more}. Nothing was imported.")

    def _tell(self, run: Run, dry_run: bool) -> None:
        for sheet, count in run.counts.items():
            self.stdout.write(f"{sheet}: {count}")
        total = sum(run.counts.values())
        if dry_run:
            self.stdout.write(f"{total} rows are right. Nothing was imported: this was a dry run.")
        elif total:
            self.stdout.write(f"{total} rows imported.")
        else:
            self.stdout.write("Nothing new: every row was imported before.")


def _run_for(options: dict[str, Any], directory: Path) -> Run:
    partnership = _one(Partnership.objects.all(), options["partnership"], "partnership")
    offered = Service.objects.filter(partnership=partnership)
    service = _one(offered if options["service"] else offered.casework(), options["service"], "service")
    return Run(
        partnership=partnership,
        service=service,
        team=_one(Team.objects.filter(services=service), options["team"], "team"),
        source=options["source"] or directory.resolve().name,
        problems=Problems(most=options["problems"]),
    )


def _one(rows: Any, slug: str | None, what: str) -> Any:
    """The row of that short name, or the only one there is."""
    found = list(rows.filter(slug=slug) if slug else rows[:2])
    if len(found) == 1:
        return found[0]
    if slug or not found:
        raise CommandError(f"There is no {what} {slug}." if slug else f"There is no {what} yet.")
    raise CommandError(f"There are several: name one with --{what}.")
