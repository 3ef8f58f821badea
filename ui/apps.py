from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """Form fields, widgets and page helpers that know no domain."""

    name = "ui"
    verbose_name = _("User interface")

    def ready(self) -> None:
        """Name the pages of this room."""
        from ui import page_names

        page_names.name_pages("ui", page_names.NAMES)
