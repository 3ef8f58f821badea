from django.apps import AppConfig


class FamiliesConfig(AppConfig):
    name = "families"

    def ready(self) -> None:
        """Make the importer's sheets, the entries of the menu and those of the timeline known."""
        from families import links, menu, registries
        from families.importing.kinds import register_sheets
        from families.timeline import visits
        from families.timeline.life import life_entries

        register_sheets()
        menu.register_items()
        registries.register_timeline(visits.entries)
        registries.register_links(visits.links)
        registries.register_timeline(life_entries)
        registries.register_links(links.life_links)
