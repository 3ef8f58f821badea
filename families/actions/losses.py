"""A loss: everything that waited for the child stops, in one transaction."""

from datetime import date

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from families import gestation
from families.actions.births import cases_about, end_if_over
from families.actions.cancelling import call_off_meetings, cancel_planned_visits, cancel_tasks
from families.actions.closures import open_bereavement_closure
from families.actions.holding import holding
from families.actions.renew import renew_case
from families.actions.rows import change
from families.actions.telling import forget_messages, tell_workers
from families.days import check_has_come, said
from families.errors import AlreadyRecorded, DateImpossible
from families.facts import children_of
from families.models import Case, Child, Loss, Pregnancy, Status
from families.models.choices import ChildState, LossKind

STILLBIRTH_FROM = 24 * 7  # days; Still-Birth (Definition) Act 1992
ALIVE = (ChildState.UNBORN, ChildState.BORN)


@holding
def record_loss(*, child: Child, kind: str, lost_on: date, by: User | None) -> Loss:
    """Record that a child was lost before or at birth, or died after it.

    Stops the child's clocks and statuses. Where no child of a case survives, its planned visits, booked
    meetings, tasks and waiting messages are taken back and a bereavement closure is opened for a manager to
    sign; the case of a surviving twin goes on. The workers are told. Raises ``DateImpossible`` or
    ``AlreadyRecorded``.
    """
    rows = Child.objects.select_for_update(of=("self",), no_key=True).select_related("person", "pregnancy")
    child = rows.get(pk=child.pk)
    check_loss(child, kind, lost_on)
    loss = Loss.objects.create(
        child=child,
        kind=kind,
        lost_on=lost_on,
        gestation_days=_gestation_days(child, kind, lost_on),
        entered_by=by,
    )
    _mark(child, kind, lost_on)
    _end_statuses(child, lost_on)
    if child.pregnancy:
        end_if_over(Pregnancy.objects.select_for_update(no_key=True).get(pk=child.pregnancy_id))
    cases = _cases(child)
    over = [case for case in cases if case.closed_on is None and not survivors(case)]
    call_off_meetings(cases=over, reason=now_("After a loss"), by=by)
    for case in cases:
        _carry(case, case in over, by)
    return loss


def check_loss(child: Child, kind: str, lost_on: date) -> None:
    """Whether this loss can be. Raises ``AlreadyRecorded`` or ``DateImpossible`` at its field."""
    if child.state not in ALIVE:
        raise AlreadyRecorded
    check_has_come(lost_on, field="lost_on")
    if kind == LossKind.NEONATAL_DEATH:
        _check_after_birth(child, lost_on)
    elif child.state == ChildState.BORN:
        raise DateImpossible(_("A live birth is recorded for this child. Choose death after birth."), field="kind")
    else:
        _check_gestation(child, kind, lost_on)


def survivors(case: Case) -> list[Child]:
    """The children of a case who are unborn or living."""
    return [child for child in children_of(case) if child.state in ALIVE]


def _check_after_birth(child: Child, died_on: date) -> None:
    born_on = child.person.date_of_birth
    if born_on is None:
        raise DateImpossible(_("Record the live birth first, then the death."), field="kind")
    if died_on < born_on:
        raise DateImpossible(
            _("The date cannot be before the birth on %(day)s.") % {"day": said(born_on)}, field="lost_on"
        )


def _check_gestation(child: Child, kind: str, lost_on: date) -> None:
    days = _gestation_days(child, kind, lost_on)
    if days is None:
        return
    if not 0 <= days <= gestation.LONGEST_PREGNANCY:
        raise DateImpossible(_("With the due date in force the pregnancy did not go on that day."), field="lost_on")
    said_as = gestation.Gestation(days)
    if kind == LossKind.MISCARRIAGE and days >= STILLBIRTH_FROM:
        raise DateImpossible(
            _("At %(weeks)s the loss is a stillbirth: a miscarriage is before 24+0.") % {"weeks": said_as},
            field="kind",
        )
    if kind == LossKind.STILLBIRTH and days < STILLBIRTH_FROM:
        raise DateImpossible(
            _("At %(weeks)s the loss is a miscarriage: a stillbirth is from 24+0.") % {"weeks": said_as},
            field="kind",
        )


def _gestation_days(child: Child, kind: str, lost_on: date) -> int | None:
    due_date = child.pregnancy.due_date if child.pregnancy else None
    if kind == LossKind.NEONATAL_DEATH or due_date is None:
        return None
    return gestation.gestation_days_on(lost_on, due_date)


def _mark(child: Child, kind: str, lost_on: date) -> None:
    if kind == LossKind.NEONATAL_DEATH:
        change(child, state=ChildState.DIED)
        change(child.person, died_on=lost_on)
    else:
        change(child, state=ChildState.LOST)


def _end_statuses(child: Child, lost_on: date) -> None:
    """A status does not outlive the child."""
    for status in Status.objects.select_for_update().filter(person=child.person, ends__isnull=True):
        status.ends = max(status.starts, lost_on)
        status.save(update_fields=["ends"])


def _cases(child: Child) -> list[Case]:
    if child.pregnancy:
        return cases_about(child.pregnancy)
    return list(Case.objects.filter(child=child).for_reading())


def _carry(case: Case, over: bool, by: User | None) -> None:
    """What follows for one case, in words that can be read beside a family."""
    if over:
        forget_messages(case=case, by=by)
        cancel_planned_visits(cases=[case], reason=now_("After a loss"), by=by)
        cancel_tasks(case=case, by=by)
        open_bereavement_closure(case=case, by=by)
    renew_case(case=case, by=by)
    if case.closed_on is None:
        over_text = _("a loss has been recorded. Planned visits and meetings are cancelled.")
        text = over_text if over else _("a loss has been recorded.")
        tell_workers(case=case, kind="loss", text=text, email=True, by=by)
