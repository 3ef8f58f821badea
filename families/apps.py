from django.apps import AppConfig


class FamiliesConfig(AppConfig):
    name = "families"

    def ready(self) -> None:
        """Make the importer's sheets and the entries of the menu known."""
        from families import menu
        from families.importing.kinds import register_sheets

        register_sheets()
        menu.register_items()
