"""What people added to a case by choice: the agency network and the chronology."""

from django.db.models import QuerySet

from families.models import AgencyContact, Case, ChronologyEntry


def network_of(case: Case) -> QuerySet[AgencyContact]:
    """The agency network of a case that was found through the gate."""
    return AgencyContact.objects.filter(case=case).select_related("case")


def chronology_of(case: Case) -> QuerySet[ChronologyEntry]:
    """The chronology of a case that was found through the gate, what was removed included."""
    return ChronologyEntry.objects.filter(case=case).select_related("case", "entered_by", "removed_by")
