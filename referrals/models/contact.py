"""A contact at a front door: somebody told something, and it may never become a referral."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Editable
from referrals.models.referral import ConsentAnswer
from referrals.querysets.contact import ContactQuerySet


@track
class Contact(Editable):
    """What was told at the front door, as little as is known, and what was decided about it.

    Without an outcome it is still open. The name is the child's; that of the mother where the child is unborn.
    """

    partnership = models.ForeignKey("accounts.Partnership", models.PROTECT, related_name="+")
    reference = models.CharField(max_length=20)
    service = models.ForeignKey("families.Service", models.PROTECT, related_name="contacts")
    team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="contacts")
    received_on = models.DateField(_("received on"))
    received_at = models.DateTimeField(null=True, blank=True, help_text="Where the time is known.")
    source = models.CharField(_("who made contact"), max_length=40, help_text="Key of the source in the definition.")
    told_by = models.CharField(_("name of whoever made contact"), max_length=120, blank=True)
    agency = models.CharField(_("team or agency"), max_length=120, blank=True)
    unborn = models.BooleanField(_("the child is unborn"), default=False)
    given_name = models.CharField(_("given name"), max_length=100, blank=True)
    family_name = models.CharField(_("family name"), max_length=100, blank=True)
    date_of_birth = models.DateField(_("date of birth"), null=True, blank=True)
    due_date = models.DateField(_("due date"), null=True, blank=True)
    reason = models.TextField(_("what was told"), max_length=20_000)
    tier = models.CharField(_("tier"), max_length=40, blank=True, help_text="Key of the tier in the definition.")
    consent = models.CharField(_("consent"), max_length=10, choices=ConsentAnswer, default=ConsentAnswer.NOT_ASKED)
    outcome = models.CharField(
        _("outcome"), max_length=40, blank=True, help_text="Key of the outcome in the definition; empty: open."
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    why = models.CharField(_("why"), max_length=500, blank=True)
    consent_needed = models.BooleanField(default=False, help_text="Whether the definition asks for consent.")
    without_consent = models.CharField(_("lawful reason to go on without consent"), max_length=200, blank=True)
    referral = models.OneToOneField("referrals.Referral", models.PROTECT, null=True, blank=True, related_name="contact")

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "reference"], name="contact_reference_once_per_partnership"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_on__isnull=True) | (~Q(outcome="") & Q(decided_on__isnull=False)),
                name="a_contact_outcome_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | Q(decided_on__gte=F("received_on")),
                name="contact_decided_after_it_came",
            ),
            models.CheckConstraint(
                condition=Q(consent_needed=False) | Q(consent="given") | ~Q(without_consent=""),
                name="contact_consent_or_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(referral__isnull=True) | ~Q(outcome=""), name="a_contact_is_decided_before_it_is_referred"
            ),
            models.CheckConstraint(
                condition=Q(unborn=True, date_of_birth__isnull=True) | Q(unborn=False, due_date__isnull=True),
                name="a_contact_is_about_the_born_or_the_unborn",
            ),
        ]
        indexes = [
            models.Index(fields=["team", "received_on", "id"], condition=Q(outcome=""), name="contacts_open"),
            models.Index(fields=["team", "-decided_on", "-id"], name="contacts_decided"),
            models.Index(fields=["service", "received_on"], name="contacts_by_day"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def name(self) -> str:
        """The name as told; empty where none was."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def is_open(self) -> bool:
        return not self.outcome
