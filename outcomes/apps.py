from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "outcomes"

    def ready(self) -> None:
        """Plug into families: the sheet of the importer."""
        from families.importing.registry import register_sheet
        from outcomes.importing import AssessmentSheet

        register_sheet(AssessmentSheet())
