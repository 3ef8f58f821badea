from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferralsConfig(AppConfig):
    """How families come to a team."""

    name = "referrals"
    verbose_name = _("Referrals")

    def ready(self) -> None:
        """Plug into families (importer, timeline) and into the menu."""
        from families.importing.registry import register_sheet
        from families.registries import register_timeline
        from referrals import menu, merging, page_names, tasks  # noqa: F401  (registers the handler of uploads)
        from referrals.importing import ReferralSheet
        from referrals.importing_contacts import ContactSheet
        from referrals.timeline import SOURCES

        register_sheet(ReferralSheet())
        register_sheet(ContactSheet())
        register_timeline(*SOURCES)
        merging.register()
        menu.register_items()
        page_names.register()
