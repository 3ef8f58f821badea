from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The site itself: checks of how it is put together."""

    name = "jigso_cms"
    verbose_name = "Jig-so"

    def ready(self) -> None:
        """Name the pages of the site itself."""
        from jigso_cms import page_names

        page_names.register()
