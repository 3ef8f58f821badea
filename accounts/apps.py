from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Who works here, in which team, with which roles."""

    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Connect the door to the read log, the password link to the outbox, the pages to the menu."""
        from accounts import links, menu, openapi, page_names, signals  # noqa: F401

        menu.register_items()
        page_names.register()
