from django.apps import AppConfig


class FamiliesConfig(AppConfig):
    name = "families"

    def ready(self) -> None:
        """Make the importer's sheets, the entries of the menu and those of the timeline known."""
        from accounts.professions import register as register_professions
        from families import links, menu, page_names, professions, registries
        from families.importing.kinds import register_sheets
        from families.merging.handlers import register_own
        from families.timeline import chosen, groups, kinds, life, merging, papers, practical_help, visits, working

        register_sheets()
        register_own()
        menu.register_items()
        page_names.register()
        register_professions(professions.of_services)
        registries.register_timeline(*visits.SOURCES)
        registries.register_links(visits.links)
        registries.register_timeline(*life.SOURCES)
        registries.register_timeline(*practical_help.SOURCES)
        registries.register_links(practical_help.links)
        registries.register_timeline(*groups.SOURCES)
        registries.register_links(groups.links)
        registries.register_timeline(*papers.SOURCES)
        registries.register_timeline(*merging.SOURCES)
        registries.register_timeline(*working.SOURCES)
        registries.register_timeline(*chosen.SOURCES)
        registries.register_kinds(kinds.KINDS)
        registries.register_links(links.life_links)
