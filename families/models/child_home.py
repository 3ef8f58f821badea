"""With whom a child lives, from birth on: rows of one day each, the latest counts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Editable


@track
class ChildHome(Editable):
    """From ``since`` on the child lives with ``carer``, a key of the definition; ``who``: a name or a place.

    Whether it was parted from its parents, and on what ground, is for :class:`Separation` to say.
    """

    child = models.ForeignKey("families.Child", models.PROTECT, related_name="homes")
    since = models.DateField(_("since"))
    carer = models.CharField(_("with whom"), max_length=40, help_text="Key of the carer in the definition.")
    who = models.CharField(_("name or place"), max_length=120, blank=True)

    class Meta:
        ordering = ["since", "id"]
        constraints = [models.CheckConstraint(condition=~models.Q(carer=""), name="a_home_says_with_whom")]
        indexes = [models.Index(fields=["child", "since"], name="home_by_child")]
