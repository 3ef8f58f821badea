"""What accounts is told of the professions: the lists of the casework services."""

from django.utils import timezone

from families.definition_of import definition_of
from families.forms.common import language
from families.models import ServiceVersion


def of_services() -> dict[str, str]:
    """The professions of the versions in force, key → name in the reader's language; the newest version names it."""
    versions = ServiceVersion.objects.in_force(timezone.localdate()).of_casework().order_by("effective_from")
    return {one.key: one.label.text(language()) for version in versions for one in definition_of(version).professions}
