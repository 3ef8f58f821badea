from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActivityConfig(AppConfig):
    """The memory of the system: history, read log, outbox, notifications, drafts."""

    name = "activity"
    verbose_name = _("Activity")
