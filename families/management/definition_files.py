"""What the commands that read definition files share: for whom, from where, and how a fault is told."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Partnership
from activity.errors import RuleBroken
from families.definitions import DefinitionProblems


class DefinitionFilesCommand(BaseCommand, ABC):
    """Loads files for one partnership. A subclass says how, in :meth:`load`."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("partnership", help="short name of the partnership")
        parser.add_argument("files", nargs="*", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        partnership = Partnership.objects.filter(slug=options["partnership"]).first()
        if partnership is None:
            raise CommandError(f"There is no partnership {options['partnership']}.")
        try:
            loaded = list(self.load(partnership, tuple(options["files"])))
        except (DefinitionProblems, RuleBroken) as problem:
            raise CommandError(str(problem)) from problem
        for line in loaded:
            self.stdout.write(line)

    @abstractmethod
    def load(self, partnership: Partnership, files: tuple[Path, ...]) -> Iterable[str]:
        """Load the files, or those the product ships where none are named; a line for each version."""
