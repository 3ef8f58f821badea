from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The site itself: checks of how it is put together."""

    name = "jigso_cms"
    verbose_name = "Jig-so"
