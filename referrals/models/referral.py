"""A referral as it came, and what was decided about it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Editable, Record
from referrals.querysets.referral import ReferralQuerySet


class State(models.TextChoices):
    """Where a referral stands; follows the latest :class:`Decision` and the question that is open."""

    RECEIVED = "received", _("Received")
    ASKED = "asked", _("With the referrer, for an answer")
    WAITING = "waiting", _("On the waiting list")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    REDIRECTED = "redirected", _("Redirected")


class ClientKind(models.TextChoices):
    MOTHER = "mother", _("The expectant mother")
    PARTNER = "partner", _("The father or partner, in his own right")


class CareLeaver(models.TextChoices):
    """Whether the client was in care; the two silences are kept apart."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    PREFER_NOT_TO_SAY = "prefer_not_to_say", _("Prefer not to say")
    NOT_ASKED = "not_asked", _("Not asked")


class ConsentAnswer(models.TextChoices):
    GIVEN = "given", _("Given")
    ASKED = "asked", _("Asked, no answer yet")
    REFUSED = "refused", _("Refused")
    NOT_ASKED = "not_asked", _("Not asked")


@track
class Referral(Editable):
    """What the referrer told us, kept as told; the people and the case come from it on acceptance."""

    partnership = models.ForeignKey("accounts.Partnership", models.PROTECT, related_name="+")
    reference = models.CharField(max_length=20)
    service = models.ForeignKey("families.Service", models.PROTECT, related_name="referrals")
    team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="referrals")
    source = models.CharField(_("who refers"), max_length=40, help_text="Key of the source in the definition.")
    sent_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="referrals_sent")
    referrer_name = models.CharField(_("referrer's name"), max_length=120, blank=True)
    referrer_agency = models.CharField(_("agency"), max_length=120, blank=True)
    received_on = models.DateField(_("received on"))
    received_at = models.DateTimeField(null=True, blank=True)
    counts_from = models.DateField(
        null=True, blank=True, help_text="From where the team's working days count, once the referrer had a turn."
    )
    client_kind = models.CharField(_("help is asked for"), max_length=8, choices=ClientKind, default=ClientKind.MOTHER)
    given_name = models.CharField(_("given name"), max_length=100)
    family_name = models.CharField(_("family name"), max_length=100)
    date_of_birth = models.DateField(_("date of birth"), null=True, blank=True)
    nhs_number = models.CharField(_("NHS number"), max_length=10, blank=True)
    address = models.CharField(_("address"), max_length=250, blank=True)
    postcode = models.CharField(_("postcode"), max_length=8, blank=True)
    no_fixed_abode = models.BooleanField(_("no fixed abode"), default=False)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    safe_channels = ArrayField(
        models.CharField(max_length=10),
        default=list,
        blank=True,
        help_text="Ways of contact said to be safe; says nothing unless safety was asked about.",
    )
    safe_times = models.CharField(_("safe times"), max_length=120, blank=True)
    language = models.CharField(_("language of choice"), max_length=8, blank=True)
    interpreter_needed = models.CharField(max_length=8, default="unknown")
    due_date = models.DateField(_("due date"), null=True, blank=True)
    due_date_source = models.CharField(_("where the due date comes from"), max_length=8, blank=True)
    due_date_basis_on = models.DateField(null=True, blank=True)
    due_date_gestation_days = models.PositiveSmallIntegerField(null=True, blank=True)
    fetuses = models.PositiveSmallIntegerField(_("babies expected"), default=1)
    booked_on = models.DateField(_("booking appointment"), null=True, blank=True)
    late_booking_key = models.CharField(max_length=40, blank=True, help_text="Key of the reason in the definition.")
    late_booking_reason = models.CharField(_("reason for late booking"), max_length=200, blank=True)
    concealed = models.BooleanField(_("concealed pregnancy"), default=False)
    concealment_key = models.CharField(max_length=40, blank=True, help_text="Key of the reason in the definition.")
    born_on = models.DateField(_("baby already born on"), null=True, blank=True)
    born_first_reason = models.CharField(_("why born before the referral"), max_length=200, blank=True)
    mother_given_name = models.CharField(
        _("given name of the mother"), max_length=100, blank=True, help_text="Where the client is the father."
    )
    mother_family_name = models.CharField(_("family name of the mother"), max_length=100, blank=True)
    mother_date_of_birth = models.DateField(_("date of birth of the mother"), null=True, blank=True)
    care_leaver = models.CharField(_("care leaver"), max_length=20, choices=CareLeaver, default=CareLeaver.NOT_ASKED)
    reason = models.TextField(_("why help is asked for"), max_length=20_000)
    safety = models.TextField(_("what must be known before contact"), blank=True, max_length=2_000)
    never_alone = models.BooleanField(_("never visit alone"), default=False)
    safety_asked = models.BooleanField(_("safety of contact was asked about"), default=False)
    consent = models.CharField(_("consent to the referral"), max_length=10, choices=ConsentAnswer)
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    person = models.ForeignKey("families.Person", models.PROTECT, null=True, blank=True, related_name="referrals")
    case = models.ForeignKey("families.Case", models.PROTECT, null=True, blank=True, related_name="referrals")

    objects = ReferralQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "reference"], name="referral_reference_once_per_partnership"
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", case__isnull=False) | (~Q(state="accepted") & Q(case__isnull=True)),
                name="accepted_referrals_have_a_case",
            ),
            models.CheckConstraint(condition=Q(fetuses__gte=1, fetuses__lte=6), name="one_to_six_babies"),
            models.CheckConstraint(
                condition=Q(due_date__isnull=True) | ~Q(due_date_source=""), name="due_date_names_its_source"
            ),
            models.CheckConstraint(
                condition=Q(concealed=True) | Q(concealment_key=""), name="only_the_concealed_has_such_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["team", "state", "received_on"], name="referral_inbox"),
            models.Index(fields=["received_on"], name="referral_by_day"),
            models.Index(fields=["sent_by", "-received_on"], name="referral_by_sender"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def name(self) -> str:
        """The client's name as told."""
        return f"{self.given_name} {self.family_name}".strip()


@track
class Screening(Record):
    """The look before a decision: duplicates searched, consent, safety and gestation established.

    Nobody is taken on without them; another decision may leave one open, for a reason that is kept.
    """

    referral = models.OneToOneField(Referral, models.PROTECT, related_name="screening")
    screened_on = models.DateField()
    duplicates_searched_at = models.DateTimeField()
    possible_matches = models.PositiveSmallIntegerField(default=0, help_text="How many the search found.")
    not_known = models.JSONField(default=list, blank=True, help_text="Fields that stayed open.")
    why_not_known = models.CharField(_("why it was decided without"), max_length=300, blank=True)
    screened_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(not_known=[]) | ~Q(why_not_known=""), name="what_stays_open_has_its_reason"
            ),
        ]


@track
class MatchDecision(Record):
    """Somebody looked at a possible duplicate and said what it is. Kept either way."""

    class Verdict(models.TextChoices):
        SAME = "same", _("The same person")
        DIFFERENT = "different", _("Somebody else")

    class Part(models.TextChoices):
        """Whom of the referral the person was compared with."""

        CLIENT = "client", _("The client")
        MOTHER = "mother", _("The mother, where the client is the father")

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="match_decisions")
    person = models.ForeignKey("families.Person", models.PROTECT, related_name="+")
    part = models.CharField(max_length=8, choices=Part, default=Part.CLIENT)
    verdict = models.CharField(max_length=10, choices=Verdict)
    agreed_on_fields = models.JSONField(default=list)
    take = models.JSONField(default=list, help_text="What of the referral replaces what the record holds.")
    why = models.CharField(_("reason"), max_length=300, blank=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["referral", "part", "person"], name="one_verdict_per_candidate"),
            models.UniqueConstraint(
                fields=["referral", "part"], condition=Q(verdict="same"), name="a_referral_is_about_one_person"
            ),
        ]


@track
class Decision(Record):
    """One decision on one day; a later one supersedes it."""

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        WAITING = "waiting", _("Put on the waiting list")
        DECLINED = "declined", _("Declined")
        REDIRECTED = "redirected", _("Redirected")
        REOPENED = "reopened", _("Taken up again")

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.CharField(
        max_length=40, blank=True, help_text="Key of the reason for declining, in the definition."
    )
    decided_on = models.DateField()
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    why = models.CharField(_("why"), max_length=500, blank=True)
    review_on = models.DateField(_("look again on"), null=True, blank=True)
    destination = models.CharField(_("redirected to"), max_length=120, blank=True)
    acknowledged_on = models.DateField(_("acknowledged on"), null=True, blank=True)

    class Meta:
        ordering = ["decided_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="waiting") | Q(review_on__isnull=False), name="waiting_has_a_review_date"
            ),
            models.CheckConstraint(
                condition=~Q(kind="redirected") | ~Q(destination=""), name="redirected_has_a_destination"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["declined", "redirected", "waiting", "reopened"]) | ~Q(why="") | ~Q(reason=""),
                name="a_no_has_its_reason",
            ),
        ]
