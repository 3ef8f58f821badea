"""Recording supervision: the session, what was said of each case, and the personal part apart from both."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.edits import save_edit
from activity.errors import RuleBroken
from families.access import check_can_write
from families.actions.holding import holding
from families.actions.renew import renew_case
from families.clocks.sums import add
from families.days import check_has_come, today
from families.definitions import ServiceDefinition
from families.definitions.supervision import SupervisionKind
from families.errors import AlreadyRecorded, NotYours
from families.models import Case, Supervision, SupervisionCase, SupervisionPersonal
from families.reading.leave import workers_of
from families.working_days import calendar_of


@transaction.atomic
def record_supervision(
    *, worker: User, kind: str, held_on: date, definition: ServiceDefinition, by: User
) -> Supervision:
    """Record that ``by`` held a supervision with a worker of a team that they manage.

    The next one is due after the interval that the definition sets. Raises ``NotYours``, ``RuleBroken``,
    ``DateImpossible``, or ``AlreadyRecorded`` for a second one of a kind on one day.
    """
    if worker.pk == by.pk or worker not in workers_of(by, today()):
        raise NotYours
    check_has_come(held_on, field="held_on")
    try:
        with transaction.atomic():
            return Supervision.objects.create(
                kind=kind,
                supervisor=by,
                worker=worker,
                held_on=held_on,
                next_due_on=next_due(kind_of(definition, kind), held_on, definition),
                entered_by=by,
            )
    except IntegrityError as broken:
        raise AlreadyRecorded(_("A supervision of this kind is recorded for that day."), field="held_on") from broken


@holding
def write_discussion(
    *, supervision: Supervision, case: Case, discussion: str, expected_version: int | None, by: User
) -> SupervisionCase:
    """Keep what was said of a case in its record; ``expected_version`` is None where nothing was kept yet.

    Raises ``NotYours`` for anybody who did not sit there or may not write on the case, ``CaseIsClosed``,
    ``StaleEdit`` where the other one has written meanwhile.
    """
    _check_sat_there(supervision, by)
    check_can_write(by, case)
    Supervision.objects.select_for_update(of=("self",)).get(pk=supervision.pk)
    row = supervision.discussions.filter(case=case).first()
    if row is None:
        row = SupervisionCase.objects.create(supervision=supervision, case=case, discussion=discussion, entered_by=by)
        renew_case(case=case, by=by)
        return row
    return save_edit(row, expected_version=expected_version or 0, changes={"discussion": discussion}, by=by)


@transaction.atomic
def write_personal(
    *, supervision: Supervision, text: str, expected_version: int | None, by: User
) -> SupervisionPersonal:
    """Keep the personal part. Raises ``NotYours`` for anybody but the two, or ``StaleEdit``."""
    _check_sat_there(supervision, by)
    Supervision.objects.select_for_update(of=("self",)).get(pk=supervision.pk)
    row = SupervisionPersonal.objects.filter(supervision=supervision).first()
    if row is None:
        return SupervisionPersonal.objects.create(supervision=supervision, text=text, entered_by=by)
    return save_edit(row, expected_version=expected_version or 0, changes={"text": text}, by=by)


def kind_of(definition: ServiceDefinition, key: str) -> SupervisionKind:
    """The kind of supervision of that key. Raises ``RuleBroken`` where the service has none."""
    found = next((one for one in definition.supervisions if one.key == key), None)
    if found is None:
        raise RuleBroken(_("Choose a kind of supervision from the list."), field="kind")
    return found


def next_due(kind: SupervisionKind, after: date, definition: ServiceDefinition) -> date:
    """The day by which the one after ``after`` is due."""
    return add(after, kind.amount, kind.unit, calendar_of(definition.jurisdiction))


def _check_sat_there(supervision: Supervision, by: User) -> None:
    if by.pk not in (supervision.supervisor_id, supervision.worker_id):
        raise NotYours
