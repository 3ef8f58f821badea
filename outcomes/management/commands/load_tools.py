from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Partnership
from activity.errors import RuleBroken
from families.definitions import DefinitionProblems
from outcomes.actions.tools import load_tools


class Command(BaseCommand):
    help = "Load distance-travelled tools for a partnership; those the product ships, unless files are named."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("partnership", help="short name of the partnership")
        parser.add_argument("files", nargs="*", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        partnership = Partnership.objects.filter(slug=options["partnership"]).first()
        if partnership is None:
            raise CommandError(f"There is no partnership {options['partnership']}.")
        try:
            versions = load_tools(partnership=partnership, files=tuple(options["files"]), by=None)
        except (DefinitionProblems, RuleBroken) as problem:
            raise CommandError(str(problem)) from problem
        for version in versions:
            self.stdout.write(f"{version.tool.slug} {version.label}")
