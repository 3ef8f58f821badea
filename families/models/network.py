"""The agency network: who from other agencies works with a family, from one day to another."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Editable


@track
class AgencyContact(Editable):
    """Somebody of another agency. Stands in one case: the other side of a family does not read it."""

    case = models.ForeignKey("families.Case", models.PROTECT, related_name="agency_contacts")
    role = models.CharField(_("role"), max_length=40, help_text="Key of the agency role in the definition.")
    name = models.CharField(_("name"), max_length=120, blank=True, help_text="Empty: nobody is named yet.")
    organisation = models.CharField(_("organisation"), max_length=120, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    starts = models.DateField(_("since"))
    ends = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["starts", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="agency_contact_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=~Q(name="", organisation=""), name="agency_contact_is_somebody"),
        ]
        indexes = [models.Index(fields=["case", "ends"], name="agency_contact_by_case")]
