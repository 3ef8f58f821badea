"""Looking for people, for those who decide whether two records are one."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from families.models import Case, Person
from families.querysets.merging import people_to_merge
from families.reading.caseload import matching_people
from families.reading.meetings import name_of

PAGE = 20


@dataclass(frozen=True)
class PersonLine:
    """A person found, with what tells them from others of the name."""

    person: Person
    name: str
    references: str


def find_people(user: User, words: str, *, leaving_out: Person) -> list[PersonLine]:
    """At most 20 people whom ``user`` may merge and who match a reference, a name or an NHS number."""
    found = people_to_merge(user).exclude(pk=leaving_out.pk).filter(matching_people(words.strip()))
    people = list(found.order_by("family_name", "given_name", "id").distinct()[:PAGE])
    references: dict[UUID, list[str]] = defaultdict(list)
    cases = Case.objects.visible_to(user).filter(client__in=people).order_by("-opened_on")
    for client, reference in cases.values_list("client", "reference"):
        references[client].append(reference)
    return [PersonLine(one, name_of(one), ", ".join(references[one.pk])) for one in people]
