from collections.abc import Iterator
from pathlib import Path

from accounts.models import Partnership
from families.management.definition_files import DefinitionFilesCommand
from outcomes.actions.tools import load_tools


class Command(DefinitionFilesCommand):
    help = "Load distance-travelled tools for a partnership; those the product ships, unless files are named."

    def load(self, partnership: Partnership, files: tuple[Path, ...]) -> Iterator[str]:
        for version in load_tools(partnership=partnership, files=files, by=None):
            yield f"{version.tool.slug} {version.label}"
