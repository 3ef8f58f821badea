from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from reporting.docs import pages


class Command(BaseCommand):
    help = "Write the definition page of every indicator to docs/indicators/."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, default=settings.BASE_DIR / "docs" / "indicators")

    def handle(self, *args: Any, **options: Any) -> None:
        directory: Path = options["out"]
        directory.mkdir(parents=True, exist_ok=True)
        made = pages()
        for stale in set(directory.glob("*.md")) - {directory / name for name in made}:
            stale.unlink()
        for name, text in made.items():
            (directory / name).write_text(text, encoding="utf-8")
        self.stdout.write(f"{len(made)} pages")
