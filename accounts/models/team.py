from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.partnership import Partnership
from accounts.querysets import TeamQuerySet
from activity.history import track
from activity.records import Editable


@track
class Team(Editable):
    """People of one partnership who share a caseload, or who send it referrals."""

    partnership = models.ForeignKey(
        Partnership, verbose_name=_("partnership"), on_delete=models.PROTECT, related_name="teams"
    )
    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("short name"), max_length=60)
    phone = models.CharField(
        _("telephone"), max_length=30, blank=True, help_text=_("What partner agencies are told to call")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "slug"], name="team_slug_in_partnership"),
            models.UniqueConstraint(fields=["partnership", "name"], name="team_name_in_partnership"),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name
