from django.apps import AppConfig


class FamiliesConfig(AppConfig):
    name = "families"

    def ready(self) -> None:
        """Make the importer's sheets known."""
        from families.importing.kinds import register_sheets

        register_sheets()
