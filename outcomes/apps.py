from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "outcomes"

    def ready(self) -> None:
        """Plug into families, the outbox and the menu."""
        from families import registries
        from families.importing.registry import register_sheet
        from outcomes import handlers, menu, merging, page_names, plugs
        from outcomes.importing import AssessmentSheet

        register_sheet(AssessmentSheet())
        registries.register_facts(plugs.score_facts)
        registries.register_closing_check(plugs.end_scores_check)
        registries.register_timeline(plugs.READINGS, plugs.FORMS)
        registries.register_links(plugs.score_links)
        menu.register_items()
        page_names.register()
        merging.register()
        handlers.register()
