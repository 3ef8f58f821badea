from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"

    def ready(self) -> None:
        """Plug into families: the sheet of the importer."""
        from families.importing.registry import register_sheet
        from referrals.importing import ReferralSheet

        register_sheet(ReferralSheet())
