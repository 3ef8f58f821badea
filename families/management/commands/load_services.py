from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Partnership
from activity.errors import RuleBroken
from families.actions.services import load_service_versions
from families.definitions import DefinitionProblems


class Command(BaseCommand):
    help = "Load service definition files for a partnership; those the product ships, unless files are named."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("partnership", help="short name of the partnership")
        parser.add_argument("files", nargs="*", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        partnership = Partnership.objects.filter(slug=options["partnership"]).first()
        if partnership is None:
            raise CommandError(f"There is no partnership {options['partnership']}.")
        try:
            versions = load_service_versions(partnership=partnership, files=tuple(options["files"]), by=None)
        except (DefinitionProblems, RuleBroken) as problem:
            raise CommandError(str(problem)) from problem
        for version in versions:
            self.stdout.write(f"{version.service.slug} {version.label} from {version.effective_from}")
