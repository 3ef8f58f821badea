from typing import Any

from django.core.management.base import BaseCommand

from families.importing.describing import described


class Command(BaseCommand):
    help = "Print the sheets that import_records takes, and their columns, as Markdown."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(described())
