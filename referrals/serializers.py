"""Referrals as partners' systems send them, and what they are told in return."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from families.models.choices import YesNoUnknown
from referrals.forms.told import SAFE_WAYS
from referrals.models import CareLeaver, ClientKind, ConsentAnswer, State, SystemMessage

SAYS_NOTHING = {"allow_blank": True, "default": ""}
SOURCES_OF_A_DATE = ("scan", "lmp", "stated", "unknown")


def _text(most: int, **details: Any) -> serializers.CharField:
    return serializers.CharField(max_length=most, **{**SAYS_NOTHING, **details})


def _day(**details: Any) -> serializers.DateField:
    return serializers.DateField(allow_null=True, default=None, **details)


class Strict(serializers.Serializer):
    """Refuses members that it does not know: a slip in a name must not lose a fact."""

    def to_internal_value(self, data: Any) -> Any:
        """The values. Raises ValidationError for each member without a field."""
        if isinstance(data, dict):
            unknown = [name for name in data if name not in self.fields]
            if unknown:
                raise serializers.ValidationError({str(name): [_("There is no such field.")] for name in unknown[:20]})
        return super().to_internal_value(data)


class ReferralSent(Strict):
    """A referral. What is not known stays out; dates are days such as 2026-04-30."""

    id = serializers.UUIDField(
        required=False, help_text="Made by the sender: stands for the header Idempotency-Key where that is not sent."
    )
    source_reference = serializers.CharField(
        max_length=80, help_text="The sender's own key of this referral or pregnancy. One key is one referral."
    )
    sent_at = serializers.DateTimeField(help_text="When the facts were so, with offset. Newer facts have a later one.")
    sequence = serializers.IntegerField(
        min_value=0, max_value=2**62, default=0, help_text="Tells apart messages with the same sent_at."
    )
    to = _text(100, help_text="Service and team, such as jig-so.swansea; needed where there is more than one.")
    source = serializers.CharField(  # type: ignore[assignment]  # a field of that name, not the serializer's own
        max_length=40, help_text="Who refers: a key such as community_midwife."
    )
    referrer_name = serializers.CharField(max_length=120, help_text="The person to ask about this referral.")
    referrer_agency = _text(120)
    client_kind = serializers.ChoiceField(ClientKind.choices, default=ClientKind.MOTHER.value)
    given_name = serializers.CharField(max_length=100)
    family_name = serializers.CharField(max_length=100)
    date_of_birth = _day()
    nhs_number = _text(20, help_text="Ten digits, spaces allowed; the check digit must fit.")
    mother_given_name = _text(100, help_text="Where the client is the father or partner.")
    mother_family_name = _text(100)
    mother_date_of_birth = _day()
    address = _text(250)
    postcode = _text(12)
    no_fixed_abode = serializers.BooleanField(default=False)
    phone = _text(30)
    language = _text(8, help_text="cy, en, bsl, ar, bn, pl, ro, uk or other.")
    interpreter_needed = serializers.ChoiceField(YesNoUnknown.choices, default=YesNoUnknown.UNKNOWN.value)
    due_date_source = serializers.ChoiceField(
        SOURCES_OF_A_DATE, default="unknown", help_text="Decides which of the following four are needed."
    )
    scanned_on = _day(help_text="For scan.")
    gestation = _text(5, help_text="For scan: weeks and days on that day, such as 12+3.")
    period_on = _day(help_text="For lmp: first day of the last period.")
    stated_on = _day(help_text="For stated: the due date as told.")
    fetuses = serializers.IntegerField(min_value=1, max_value=6, default=1)
    booked_on = _day()
    late_booking_reason = _text(200)
    concealed = serializers.BooleanField(default=False)
    born_on = _day(help_text="Where the baby is born already.")
    born_first_reason = _text(200)
    care_leaver = serializers.ChoiceField(CareLeaver.choices, default=CareLeaver.NOT_ASKED.value)
    safety_asked = serializers.BooleanField(
        default=False,
        help_text="Whether somebody asked which ways of contact are safe. Silence is never taken for yes.",
    )
    safe_channels = serializers.MultipleChoiceField(choices=[(one.value, one.label) for one in SAFE_WAYS], default=set)
    safe_times = _text(120)
    safety = _text(200, help_text="What must be known before anybody calls or visits.")
    never_alone = serializers.BooleanField(default=False)
    reason = serializers.CharField(max_length=20_000)
    consent = serializers.ChoiceField(ConsentAnswer.choices, default=ConsentAnswer.NOT_ASKED.value)


class ReferralReceipt(serializers.Serializer):
    """What came of a message. The same message gets the same receipt, however often it is sent."""

    id = serializers.UUIDField(source="record.referral_id")
    reference = serializers.CharField(source="record.referral.reference")
    source_reference = serializers.CharField(source="record.reference")
    received_on = serializers.DateField(source="record.referral.received_on")
    outcome = serializers.ChoiceField(SystemMessage.Outcome.choices)


class ReferralStanding(serializers.Serializer):
    """How a referral stands, in a referrer's words, and nothing more."""

    id = serializers.UUIDField(source="referral.pk")
    reference = serializers.CharField(source="referral.reference")
    source_reference = serializers.CharField(source="referral.source_record.reference")
    received_on = serializers.DateField(source="referral.received_on")
    state = serializers.ChoiceField(State.choices, source="referral.state")
    state_text = serializers.CharField(source="state")
    decided_on = serializers.DateField(source="decided.decided_on", allow_null=True, default=None)
    detail = serializers.CharField()
    call = serializers.CharField(help_text="Whom to ask for.")
