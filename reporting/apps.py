from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"

    def ready(self) -> None:
        """Plug into families: the sheet of the importer."""
        from families.importing.registry import register_sheet
        from reporting.importing import LocalBirthsSheet

        register_sheet(LocalBirthsSheet())
