from collections.abc import Iterator
from pathlib import Path

from accounts.models import Partnership
from families.actions.services import load_service_versions
from families.management.definition_files import DefinitionFilesCommand


class Command(DefinitionFilesCommand):
    help = "Load service definition files for a partnership; those the product ships, unless files are named."

    def load(self, partnership: Partnership, files: tuple[Path, ...]) -> Iterator[str]:
        for version in load_service_versions(partnership=partnership, files=files, by=None):
            yield f"{version.service.slug} {version.label} from {version.effective_from}"
