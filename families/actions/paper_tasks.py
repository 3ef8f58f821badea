"""The task that asks a unit for its acknowledgement: made, done, or dropped with the paper."""

from datetime import timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from families.actions.rows import change
from families.actions.tasks import add_task
from families.days import today
from families.definition_of import rules_of
from families.definitions.papers import PaperKind
from families.models import Case, PaperVersion, Task
from families.paperwork import kind_of
from families.working_days import calendar_of


def ask_unit(version: PaperVersion, kind: PaperKind, by: User) -> Task | None:
    """A task for whoever signed, where the paper goes to a unit outside."""
    if kind.acknowledged is None:
        return None
    case = version.paper.case
    language = get_language() or "en"
    unit, paper = kind.acknowledged.unit.text(language), kind.label.text(language)
    return add_task(
        case=case,
        title=_("%(unit)s: has it version %(number)s of “%(paper)s”?")
        % {"unit": unit, "paper": paper, "number": version.number},
        assigned_to=by,
        due_on=calendar_of(rules_of(case).jurisdiction).add(today(), kind.acknowledged.within_working_days),
        by=by,
    )


def ask_to_read(version: PaperVersion, kind: PaperKind, by: User) -> Task | None:
    """A task for whoever takes the case over: the paper that the unit goes by names the people before them."""
    if kind.acknowledged is None:
        return None
    case, label = version.paper.case, kind.label.text(get_language() or "en")
    return add_task(
        case=case,
        title=_("Read “%(paper)s”, taken over: does it name the right people?") % {"paper": label[:100]},
        assigned_to=None,
        due_on=calendar_of(rules_of(case).jurisdiction).add(today(), kind.acknowledged.within_working_days),
        by=by,
    )


def author_of(version: PaperVersion) -> User | None:
    """Who signed a version, as long as they may still open its case; None for somebody who has left it."""
    author = version.signed_by
    if author is None or not author.is_active:
        return None
    return author if Case.objects.visible_to(author).filter(pk=version.paper.case_id).exists() else None


def ask_author(version: PaperVersion, by: User) -> Task:
    """A task for whoever signed the version that was sent back, due in a week: to write it anew.

    It is nobody's, for whoever takes it up, where they have left the case.
    """
    kind = kind_of(version.paper)
    label = kind.label.text(get_language() or "en") if kind else version.paper.kind
    return add_task(
        case=version.paper.case,
        title=_("Sent back: %(paper)s") % {"paper": label[:100]},
        assigned_to=author_of(version),
        due_on=today() + timedelta(days=7),
        by=by,
    )


def finish_task_of(version: PaperVersion) -> None:
    """The unit has answered."""
    if version.task and not version.task.done_on and not version.task.cancelled_on:
        change(version.task, done_on=today())


def drop_task(version: PaperVersion) -> None:
    """Nobody has to ask any more."""
    if version.task and not version.task.done_on and not version.task.cancelled_on:
        change(version.task, cancelled_on=today())


def drop_until_birth(case: Case) -> None:
    """The papers of the case that held until birth have ended: nobody asks the unit for them any more."""
    ending = {one.key for one in rules_of(case).papers if one.until_birth}
    waiting = PaperVersion.objects.filter(paper__case=case, paper__kind__in=ending, task__isnull=False)
    for version in waiting.select_related("task"):
        drop_task(version)
