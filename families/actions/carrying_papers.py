"""Papers of a case that another service takes over: what was signed stays, and what still holds, holds there too."""

from collections.abc import Iterable

from accounts.models import User
from families.actions.paper_tasks import ask_to_read
from families.days import today
from families.definitions import ServiceDefinition
from families.definitions.papers import PaperKind
from families.models import Case, Paper, PaperAcknowledgement, PaperSection, PaperVersion
from families.paperwork import ended_by

_AS_IT_WAS = (
    "heading", "dated", "signed_at", "signed_by_id", "countersigned_at", "countersigned_by_id"
)  # fmt: skip


def carry_papers(old: Case, new: Case, rules: ServiceDefinition, by: User) -> None:
    """For every kind of paper that the new service writes too: drafts go on there, and what holds until birth.

    A signed version stays in the old record as it was. The one that still holds stands in the new record as well,
    word for word under the names that signed it, and its next version is written there.
    """
    for paper in old.papers.select_related("child__person", "case").order_by("id"):
        kind = rules.paper(paper.kind)
        if kind is None:
            continue
        versions = list(paper.versions.select_related("task").order_by("number"))
        drafts = [one for one in versions if one.signed_at is None]
        standing = [one for one in versions if one.signed_at is not None and one.returned_at is None][-1:]
        held = standing if kind.until_birth and ended_by(paper, kind) is None else []
        if len(drafts) == len(versions):
            paper.case = new
            paper.save(update_fields=["case"])
        elif drafts or held:
            _goes_on(paper, new, kind, drafts, held, by)


def _goes_on(
    paper: Paper, case: Case, kind: PaperKind, drafts: Iterable[PaperVersion], held: Iterable[PaperVersion], by: User
) -> None:
    made = Paper.objects.create(case=case, child=paper.child, kind=paper.kind, before=paper, entered_by=by)
    for version in held:
        _take_over(version, made, kind, by)
    for draft in drafts:
        draft.paper = made
        draft.save(update_fields=["paper"])


def _take_over(version: PaperVersion, paper: Paper, kind: PaperKind, by: User) -> None:
    """The sections first: they cannot be written once the version is signed."""
    copy = PaperVersion.objects.create(
        paper=paper, number=version.number, language=version.language, counts_as=version.counts_as, entered_by=by
    )
    PaperSection.objects.bulk_create(
        PaperSection(
            of=copy, key=one.key, place=one.place, text=one.text, changed_by_id=one.changed_by_id, entered_by=by
        )
        for one in version.sections.all()
    )
    for name in _AS_IT_WAS:
        setattr(copy, name, getattr(version, name))
    copy.taken_over_on = today()
    if version.task and version.task.done_on is None and version.task.cancelled_on is None:
        # Who asks the unit from now on asks for the new record.
        copy.task, version.task = version.task, None
        version.save(update_fields=["task"])
    else:
        copy.task = ask_to_read(copy, kind, by)
    copy.save(update_fields=[*(name.removesuffix("_id") for name in _AS_IT_WAS), "taken_over_on", "task"])
    for said in version.acknowledgements.all():
        PaperAcknowledgement.objects.create(
            of=copy, unit=said.unit, by_whom=said.by_whom, acknowledged_on=said.acknowledged_on,
            taken_over_on=today(), entered_by=by,
        )  # fmt: skip
