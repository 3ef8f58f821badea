"""Cases and visits as the API shows them, and a visit as a device sends it."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from families.actions.visit_effects import BOOK_ANOTHER, RING_SOCIAL_WORKER, TRY_AGAIN
from families.models.choices import Concern, VisitOutcome
from families.naming import case_name, child_name
from families.visiting import LONGEST_NOTE

MOST = 50
"""People, colleagues or topics that one visit can name."""


class ChildData(serializers.Serializer):
    """A child of a case, the unborn included."""

    id = serializers.UUIDField()
    person = serializers.UUIDField(source="person_id")
    name = serializers.SerializerMethodField()
    state = serializers.CharField()
    born_on = serializers.DateField(source="person.date_of_birth", allow_null=True)

    def get_name(self, child: Any) -> str:
        return child_name(child)


class CaseData(serializers.Serializer):
    """A case with whom it is about and where it stands."""

    id = serializers.UUIDField()
    reference = serializers.CharField()
    name = serializers.SerializerMethodField()
    client = serializers.UUIDField(source="client_id")
    service = serializers.CharField(source="service_version.service.slug")
    service_version = serializers.CharField(source="service_version.label")
    team = serializers.CharField(source="team.name")
    stage = serializers.CharField()
    stage_since = serializers.DateField()
    referred_on = serializers.DateField()
    opened_on = serializers.DateField()
    closed_on = serializers.DateField(allow_null=True)
    due_date = serializers.DateField(source="pregnancy.due_date", allow_null=True, default=None)
    children = serializers.SerializerMethodField()

    def get_name(self, case: Any) -> str:
        return case_name(case)

    def get_children(self, case: Any) -> list[dict[str, Any]]:
        children = case.pregnancy.children.all() if case.pregnancy else [case.child]
        return ChildData(children, many=True).data  # type: ignore[return-value]


class AdditionData(serializers.Serializer):
    text = serializers.CharField()
    written_at = serializers.DateTimeField()
    written_by = serializers.CharField(source="written_by.name")


class VisitCaseData(serializers.Serializer):
    """A visit in one record. The note is there once it is signed."""

    case = serializers.UUIDField(source="case_id")
    topics = serializers.ListField(child=serializers.CharField())
    concern = serializers.CharField()
    duty = serializers.BooleanField()
    others_seen = serializers.CharField()
    reason = serializers.CharField()
    note = serializers.SerializerMethodField()
    signed_at = serializers.DateTimeField(source="note.signed_at", allow_null=True, default=None)
    additions = serializers.SerializerMethodField()

    def get_note(self, row: Any) -> str:
        note = getattr(row, "note", None)
        return note.text if note and note.signed_at else ""

    def get_additions(self, row: Any) -> list[dict[str, Any]]:
        note = getattr(row, "note", None)
        return AdditionData(note.addenda.all() if note else [], many=True).data  # type: ignore[return-value]


class VisitData(serializers.Serializer):
    """A visit with the records of it that the reader may see. Times in UTC."""

    id = serializers.UUIDField()
    outcome = serializers.CharField()
    planned_for = serializers.DateTimeField(allow_null=True)
    happened_at = serializers.DateTimeField(allow_null=True)
    entered_at = serializers.DateTimeField()
    device_at = serializers.DateTimeField(allow_null=True)
    minutes = serializers.IntegerField(allow_null=True)
    place = serializers.CharField()
    language = serializers.CharField()
    cancelled_by = serializers.CharField()
    workers = serializers.SerializerMethodField()
    cases = VisitCaseData(source="shown_cases", many=True)

    def get_workers(self, visit: Any) -> list[str]:
        return [str(row.worker_id) for row in visit.workers.all()]


class SeenSent(serializers.Serializer):
    """Somebody who was met; ``alone`` is null where it was not asked."""

    person = serializers.UUIDField()
    alone = serializers.BooleanField(allow_null=True, default=None)


class VisitSent(serializers.Serializer):
    """A visit that a device recorded. ``id`` was made there and is the key against double sending."""

    id = serializers.UUIDField()
    case = serializers.UUIDField()
    outcome = serializers.ChoiceField([VisitOutcome.DONE.value, VisitOutcome.NO_ACCESS.value])
    happened_at = serializers.DateTimeField()
    device_at = serializers.DateTimeField(allow_null=True, default=None)
    minutes = serializers.IntegerField(min_value=1, max_value=720, allow_null=True, default=None)
    place = serializers.CharField(max_length=40)
    language = serializers.CharField(max_length=8, allow_blank=True, default="")
    travel_miles = serializers.DecimalField(max_digits=4, decimal_places=1, min_value=0, allow_null=True, default=None)
    colleagues = serializers.ListField(child=serializers.UUIDField(), max_length=MOST, default=list)
    seen = SeenSent(many=True, default=list)
    others_seen = serializers.CharField(max_length=200, allow_blank=True, default="")
    topics = serializers.ListField(child=serializers.CharField(max_length=40), max_length=MOST, default=list)
    concern = serializers.ChoiceField(Concern.choices)
    follow_up = serializers.CharField(max_length=200, allow_blank=True, default="")
    next_try = serializers.ChoiceField([TRY_AGAIN, BOOK_ANOTHER, RING_SOCIAL_WORKER], allow_blank=True, default="")
    note = serializers.CharField(max_length=LONGEST_NOTE, trim_whitespace=False)

    def validate_seen(self, seen: list[Any]) -> list[Any]:
        """Nobody is met twice in one visit, and not more than fifty people are."""
        people = [one["person"] for one in seen]
        if len(people) > MOST or len(people) != len(set(people)):
            raise serializers.ValidationError(_("Name each person once, fifty at most."))
        return seen
