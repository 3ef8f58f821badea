from django.db import models
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Editable


@track
class Partnership(Editable):
    """The bodies that run a service together, and the edge of what anyone may reach."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    slug = models.SlugField(_("short name"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        ordering = ["name"]

    def __str__(self) -> str:
        """Return the name."""
        return self.name
