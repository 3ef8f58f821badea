"""People: one row each, with dated names, addresses and ways of reaching them."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Editable, Record
from families.models.choices import Answer, Channel, YesNoUnknown
from families.models.ranges import DateRange
from families.querysets.person import PersonQuerySet
from families.querysets.standing import PersonManager


@track
class Person(Editable):
    """Anybody the team works with or for, the unborn child included.

    ``given_name`` and ``family_name`` are the name in use now, written only by
    ``families.actions.people.record_name`` together with the dated :class:`PersonName`.
    An unborn child has neither, no date of birth and no NHS number.
    """

    partnership = models.ForeignKey("accounts.Partnership", models.PROTECT, related_name="+")
    given_name = models.CharField(_("given name"), max_length=100, blank=True)
    family_name = models.CharField(_("family name"), max_length=100, blank=True)
    date_of_birth = models.DateField(_("date of birth"), null=True, blank=True)
    died_on = models.DateField(_("died on"), null=True, blank=True)
    nhs_number = models.CharField(_("NHS number"), max_length=10, blank=True)
    nhs_number_verified = models.BooleanField(default=False)
    nhs_number_doubted = models.BooleanField(
        default=False,
        editable=False,
        help_text="Also on another record, of which whoever wrote it here may not know. Shown to nobody as such.",
    )
    language = models.CharField(_("language of choice"), max_length=8, blank=True, help_text="Empty: not asked.")
    interpreter_needed = models.CharField(max_length=8, choices=YesNoUnknown, default=YesNoUnknown.UNKNOWN)
    care_leaver = models.CharField(max_length=20, blank=True, choices=[("yes", _("Yes")), ("no", _("No"))])
    care_leaver_answer = models.CharField(max_length=20, choices=Answer, default=Answer.NOT_ASKED)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged"
    )

    objects = PersonManager()
    with_merged = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "nhs_number"],
                condition=~Q(nhs_number="") & Q(nhs_number_doubted=False),
                name="nhs_number_once_per_partnership",
            ),
            models.CheckConstraint(
                condition=Q(nhs_number="") | Q(nhs_number__regex=r"^[0-9]{10}$"), name="nhs_number_is_ten_digits"
            ),
            models.CheckConstraint(
                condition=~Q(nhs_number="") | Q(nhs_number_verified=False), name="only_a_number_can_be_verified"
            ),
            models.CheckConstraint(
                condition=Q(died_on__isnull=True) | Q(date_of_birth__isnull=True) | Q(died_on__gte=F("date_of_birth")),
                name="nobody_dies_before_birth",
            ),
            models.CheckConstraint(
                condition=(Q(care_leaver_answer=Answer.GIVEN) & ~Q(care_leaver=""))
                | (~Q(care_leaver_answer=Answer.GIVEN) & Q(care_leaver="")),
                name="care_leaver_only_when_answered",
            ),
        ]
        indexes = [models.Index(fields=["partnership", "date_of_birth"], name="person_by_birth")]

    def __str__(self) -> str:
        return self.full_name or "–"

    @property
    def full_name(self) -> str:
        """The name in use now; empty for the unborn."""
        return f"{self.given_name} {self.family_name}".strip()


@track
class PersonName(Record):
    """A name somebody has or had; every one of them can be searched."""

    class Kind(models.TextChoices):
        USUAL = "usual", _("Name in use")
        PREVIOUS = "previous", _("Earlier name")
        ALIAS = "alias", _("Also known as")

    person = models.ForeignKey(Person, models.CASCADE, related_name="names")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.USUAL)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="name_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=~Q(given_name="", family_name=""), name="a_name_says_something"),
            ExclusionConstraint(
                name="one_usual_name_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                condition=Q(kind="usual"),
            ),
        ]
        indexes = [
            GinIndex(OpClass(Upper("given_name"), name="gin_trgm_ops"), name="name_given_trgm"),
            GinIndex(OpClass(Upper("family_name"), name="gin_trgm_ops"), name="name_family_trgm"),
        ]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


@track
class PersonFact(Record):
    """An answer to one equality-monitoring question; the latest row is the one that counts."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="facts")
    question = models.CharField(max_length=40, help_text="Key of the question in the service's definition.")
    answer = models.CharField(max_length=20, choices=Answer)
    value = models.CharField(max_length=80, blank=True)
    recorded_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(answer=Answer.GIVEN) & ~Q(value="")) | (~Q(answer=Answer.GIVEN) & Q(value="")),
                name="fact_has_a_value_only_when_given",
            ),
        ]
        indexes = [models.Index(fields=["person", "question", "-recorded_on"], name="fact_latest_first")]


@track
class Address(Record):
    """Where somebody lived from one day to another."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="addresses")
    lines = models.CharField(_("address"), max_length=250, blank=True)
    postcode = models.CharField(_("postcode"), max_length=8, blank=True)
    uprn = models.CharField(_("UPRN"), max_length=12, blank=True, help_text="Up to 12 digits; kept as text.")
    no_fixed_abode = models.BooleanField(_("no fixed abode"), default=False)
    confidential = models.BooleanField(_("must not be disclosed"), default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "addresses"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="address_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(no_fixed_abode=True) | ~Q(lines="", postcode=""), name="address_or_no_fixed_abode"
            ),
            models.CheckConstraint(condition=Q(uprn="") | Q(uprn__regex=r"^[0-9]{1,12}$"), name="uprn_is_digits"),
            ExclusionConstraint(
                name="one_address_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["postcode"], name="address_by_postcode")]


@track
class ContactChannel(Record):
    """A way of reaching somebody, and whether it is safe to use."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="channels")
    channel = models.CharField(max_length=10, choices=Channel)
    value = models.CharField(_("number or address"), max_length=254, blank=True)
    safe = models.CharField(_("safe to use"), max_length=8, choices=YesNoUnknown, default=YesNoUnknown.UNKNOWN)
    safe_times = models.CharField(_("safe times"), max_length=120, blank=True)
    note = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="channel_ends_after_it_starts",
            ),
        ]
