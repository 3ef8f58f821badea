"""Structured papers: begun, written section by section, signed, countersigned, acknowledged, begun anew."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.context import acting
from activity.edits import StaleEdit, save_edit
from families.actions.filling import fill
from families.actions.holding import holding
from families.actions.paper_tasks import ask_author, ask_unit, author_of, drop_task, finish_task_of
from families.actions.renew import renew_case
from families.actions.telling import named_workers, tell, tell_workers
from families.actions.visit_effects import managers_of
from families.days import check_has_come, today
from families.definition_of import rules_of
from families.definitions.papers import PaperKind
from families.errors import AlreadyRecorded, CaseIsClosed, PaperIsSigned, PaperNotReady
from families.models import Case, Child, Paper, PaperAcknowledgement, PaperSection, PaperVersion
from families.paperwork import ended_by, heading_of, kind_of, language_of
from families.visiting import check_note


@holding
def start_paper(*, case: Case, kind: str, child: Child | None = None, by: User | None) -> Paper:
    """Begin a paper of a kind; what the software knows stands in its sections already.

    Raises ``CaseIsClosed``, ``PaperNotReady`` for a kind that the service has not, or that has ended with
    the birth, or ``AlreadyRecorded`` where the case has one of the kind (about that child).
    """
    case = Case.objects.select_for_update(of=("self",), no_key=True).for_reading().get(pk=case.pk)
    _check_open(case)
    found = rules_of(case).paper(kind)
    if found is None:
        raise PaperNotReady(_("The service has no paper of this kind."), field="kind")
    if found.about == "child" and child is None:
        raise PaperNotReady(_("Choose the child that the paper is about."), field="child")
    about = child if found.about == "child" else None
    if Paper.objects.filter(case=case, kind=kind, child=about).exists():
        raise AlreadyRecorded(
            _("The case has this paper already. Open it, and begin a new version there."), field="kind"
        )
    paper = Paper(case=case, kind=kind, child=about, entered_by=by)
    _check_holds(paper, found)
    paper.save()
    _draft(paper, found, 1, {}, by)
    return paper


@transaction.atomic
def revise_paper(*, paper: Paper, by: User) -> PaperVersion:
    """Begin the next version with the words of the last one. Raises ``AlreadyRecorded`` while a draft waits."""
    paper = Paper.objects.select_for_update(of=("self",)).select_related("case", "child").get(pk=paper.pk)
    _check_open(paper.case)
    kind = _known(paper)
    _check_holds(paper, kind)
    last = paper.versions.order_by("number").last()
    if last is None or last.signed_at is None:
        raise AlreadyRecorded(_("A version that is not signed waits already."))
    return _draft(paper, kind, last.number + 1, dict(last.sections.values_list("key", "text")), by)


@transaction.atomic
def throw_away_draft(*, paper: Paper, by: User) -> None:
    """Throw away the version that is not signed; with the only one the paper goes. The history keeps both.

    Raises ``PaperIsSigned`` where no draft waits.
    """
    paper = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    draft = paper.versions.select_for_update().draft().first()
    if draft is None:
        raise PaperIsSigned
    drop_task(draft)
    with acting(user=by):
        draft.sections.all().delete()
        draft.delete()
        if not paper.versions.exists():
            paper.delete()


@transaction.atomic
def write_section(*, section: PaperSection, text: str, expected_version: int, by: User) -> PaperSection:
    """Keep the text of a section. Raises ``PaperIsSigned``, or ``StaleEdit`` where a colleague wrote meanwhile."""
    check_note(text)
    version = PaperVersion.objects.select_for_update().get(pk=section.of_id)
    if version.signed_at is not None:
        raise PaperIsSigned(field="text")
    now = PaperSection.objects.get(pk=section.pk)
    if now.text == text:
        return now
    if now.version != expected_version:
        raise StaleEdit(current=now, attempted={"text": text}, expected_version=expected_version)
    return save_edit(now, expected_version=expected_version, changes={"text": text, "changed_by": by}, by=by)


@transaction.atomic
def sign_paper(*, version: PaperVersion, dated: date, seen: str, by: User) -> PaperVersion:
    """Sign what was read; nothing of it can change after that, and the clocks that waited for it are met.

    ``seen`` is :func:`state_of` as it was read. Raises ``PaperIsSigned``, ``DateImpossible``, or
    ``PaperNotReady`` where a section is empty, somebody wrote meanwhile, or the birth has ended it.
    """
    version = _locked(version)
    paper = version.paper
    _check_open(paper.case)
    kind = _known(paper)
    _check_holds(paper, kind)
    if version.signed_at is not None:
        raise PaperIsSigned
    check_has_come(dated, field="dated")
    sections = list(version.sections.all())
    if seen != state_of(sections):
        raise PaperNotReady(
            _("Somebody has written in this paper since you opened this page. Read it again, then sign.")
        )
    _check_complete(kind, {one.key: one.text for one in sections}, version.language)
    version.heading = heading_of(paper, version.language)
    version.dated, version.signed_at, version.signed_by = dated, timezone.now(), by
    finish_task_of(version)  # it was sent back to be written anew
    version.task = ask_unit(version, kind, by)
    version.save(update_fields=["heading", "dated", "signed_at", "signed_by", "task"])
    for earlier in paper.versions.filter(number__lt=version.number, task__isnull=False):
        drop_task(earlier)
    renew_case(case=paper.case, by=by)
    if kind.countersigned:
        text = _("a paper is signed and waits for a second signature.")
        tell(users=managers_of(paper.case), case=paper.case, kind="paper", text=text, by=by)
    return version


@transaction.atomic
def countersign_paper(*, version: PaperVersion, by: User) -> PaperVersion:
    """Sign as the second person. Raises ``PaperNotReady`` for the first one, or where nobody asks for it."""
    version = _locked(version)
    _check_waits_for_second(version, by)
    version.countersigned_at, version.countersigned_by = timezone.now(), by
    version.save(update_fields=["countersigned_at", "countersigned_by"])
    tell_workers(case=version.paper.case, kind="paper", text=_("a paper has its second signature."), by=by)
    return version


@transaction.atomic
def return_paper(*, version: PaperVersion, reason: str, by: User) -> PaperVersion:
    """Send a signed paper back to its author instead of signing it as the second person.

    It stays readable, with the reason, and counts for nothing: clocks that it met wait again. The next version is
    begun with its words, and a task asks the author for it. Raises ``PaperNotReady`` or ``AlreadyRecorded``.
    """
    version = _locked(version)
    paper = version.paper
    _check_open(paper.case)
    _check_waits_for_second(version, by)
    if not reason.strip():
        raise PaperNotReady(_("Say what has to be changed."), field="reason")
    if paper.versions.filter(number__gt=version.number).exists():
        raise AlreadyRecorded(_("A later version of this paper has been begun already."))
    version.returned_at, version.returned_by, version.returned_reason = timezone.now(), by, reason.strip()
    version.save(update_fields=["returned_at", "returned_by", "returned_reason"])
    drop_task(version)
    draft = _draft(
        paper, _known(paper), version.number + 1, dict(version.sections.values_list("key", "text")), version.signed_by
    )
    draft.task = ask_author(version, by)
    draft.save(update_fields=["task"])
    renew_case(case=paper.case, by=by)
    author = author_of(version)
    users = [author] if author else [one for one in named_workers(paper.case) if one != version.signed_by]
    tell(
        users=users,
        case=paper.case,
        kind="paper",
        text=_("a paper was sent back to you.") if author else _("a paper was sent back."),
        email=True,
        by=by,
    )
    return draft


@transaction.atomic
def acknowledge_paper(
    *, version: PaperVersion, unit: str, by_whom: str, acknowledged_on: date, by: User
) -> PaperAcknowledgement:
    """Record that a unit has this version. Raises ``PaperNotReady`` or ``DateImpossible``."""
    version = _locked(version)
    if version.returned_at is not None:
        raise PaperNotReady(_("This version was sent back to its author."))
    if version.signed_at is None or version.dated is None or _known(version.paper).acknowledged is None:
        raise PaperNotReady(_("Only a signed paper that goes to a unit can be acknowledged."))
    check_has_come(acknowledged_on, field="acknowledged_on")
    if acknowledged_on < version.dated:
        raise PaperNotReady(_("The paper was signed later than this."), field="acknowledged_on")
    finish_task_of(version)
    return PaperAcknowledgement.objects.create(
        of=version, unit=unit, by_whom=by_whom, acknowledged_on=acknowledged_on, entered_by=by
    )


def state_of(sections: list[PaperSection]) -> str:
    """Which words of the sections somebody has read."""
    return " ".join(f"{one.key}:{one.version}" for one in sorted(sections, key=lambda one: one.key))


def _draft(paper: Paper, kind: PaperKind, number: int, known: Mapping[str, str], by: User | None) -> PaperVersion:
    language = language_of(paper.case, kind)
    version = PaperVersion.objects.create(
        paper=paper, number=number, language=language, counts_as=kind.document, entered_by=by
    )
    for place, one in enumerate(kind.sections):
        text = known[one.key] if one.key in known else fill(paper.case, one.fills, language=language, on=today())
        PaperSection.objects.create(of=version, key=one.key, place=place, text=text, entered_by=by)
    return version


def _locked(version: PaperVersion) -> PaperVersion:
    rows = PaperVersion.objects.select_for_update(of=("self",)).select_related("paper__child", "task")
    version = rows.get(pk=version.pk)
    version.paper.case = Case.objects.for_reading().get(pk=version.paper.case_id)
    return version


def _check_waits_for_second(version: PaperVersion, by: User) -> None:
    if version.signed_at is None or not _known(version.paper).countersigned:
        raise PaperNotReady(_("This paper does not wait for a second signature."))
    if version.countersigned_at is not None:
        raise AlreadyRecorded(_("This paper has its second signature already."))
    if version.returned_at is not None:
        raise AlreadyRecorded(_("This version was sent back to its author already."))
    if version.signed_by_id == by.pk:
        raise PaperNotReady(_("Somebody else than the one who signed has to sign as well."))


def _known(paper: Paper) -> PaperKind:
    kind = kind_of(paper)
    if kind is None:
        raise PaperNotReady(_("The service has no paper of this kind any more."))
    return kind


def _check_open(case: Case) -> None:
    if case.closed_on is not None:
        raise CaseIsClosed


def _check_holds(paper: Paper, kind: PaperKind) -> None:
    ended = ended_by(paper, kind)
    if ended:
        raise PaperNotReady(ended.words, field="kind")


def _check_complete(kind: PaperKind, texts: Mapping[str, str], language: str) -> None:
    empty = [one.label.text(language) for one in kind.sections if one.required and not texts.get(one.key, "").strip()]
    if empty:
        raise PaperNotReady(now_("Still empty: %(sections)s") % {"sections": "; ".join(empty)})
