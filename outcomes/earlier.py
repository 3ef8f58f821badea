"""Whether a child of either parent had been removed before this one was born."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from families.definition_of import definition_of
from families.models import Child, FamilyMember, Service, Status
from outcomes.removals import removals

PARENTS = ("mother", "partner")


def parent_relations(service: Service) -> set[str]:
    """The relations that make somebody a parent, or a parent's partner, in any version of the service."""
    versions = service.versions.all()
    return {one.key for version in versions for one in definition_of(version).relations if one.group in PARENTS}


def with_earlier_removal(children: QuerySet[Child], service: Service) -> QuerySet[Child]:
    """The children, annotated with ``born`` already, with ``earlier``: did a sibling go before they were born?

    A sibling is another child of the family, of the mother, or of a family in which one of the parents has
    or had a parent's place. It went by a first separation that counts, or was looked after, before the birth.
    """
    keys = parent_relations(service)
    parents = FamilyMember.objects.filter(relation__in=keys, family=OuterRef(OuterRef(OuterRef("family")))).values(
        "person"
    )
    elsewhere = FamilyMember.objects.filter(relation__in=keys, person__in=parents).values("family")
    theirs = Q(family=OuterRef("family")) | Q(pregnancy__mother=OuterRef("pregnancy__mother"))
    siblings = Child.objects.exclude(pk=OuterRef("pk")).filter(theirs | Q(family__in=elsewhere))
    return children.annotate(earlier=_went(siblings))


def _went(siblings: QuerySet[Child]) -> Q:
    removed = removals().filter(child=OuterRef("pk"), separated_on__lt=OuterRef(OuterRef("born")))
    kept = Status.objects.filter(looked_after=True, person=OuterRef("person"), starts__lt=OuterRef(OuterRef("born")))
    return Q(Exists(siblings.filter(Exists(removed) | Exists(kept))))
