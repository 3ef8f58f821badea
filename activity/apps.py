from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ActivityConfig(AppConfig):
    """The memory of the system: history, read log, outbox, notifications, drafts."""

    name = "activity"
    verbose_name = _("Activity")

    def ready(self) -> None:
        """Register the check of the history, the grants after migrations, and the handlers."""
        from activity import notify  # noqa: F401  (registers the e-mail handler)
        from activity.checks import check_history
        from activity.guard import grant_to_app_role

        register(check_history, Tags.models)
        post_migrate.connect(grant_to_app_role, sender=self, dispatch_uid="activity.guard")
