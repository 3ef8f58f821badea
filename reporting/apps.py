from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"

    def ready(self) -> None:
        """Plug into families (the sheet of the importer) and into the menu."""
        from families.importing.registry import register_sheet
        from reporting import menu, merging, page_names
        from reporting.importing import LocalBirthsSheet

        register_sheet(LocalBirthsSheet())
        merging.register()
        menu.register_items()
        page_names.register()
