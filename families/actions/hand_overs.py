"""Passing on one slot's work, baby by baby (Jig-so: the midwife's, 28 days after birth)."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from families.actions.holding import holding
from families.actions.renew import renew_case
from families.days import check_has_come, said
from families.definition_of import rules_of
from families.errors import AlreadyRecorded, DateImpossible
from families.facts import children_of
from families.models import Case, Child, HandOver
from families.models.choices import ChildState


@holding
def record_hand_over(*, case: Case, child: Child, done_on: date, to: str, note: str = "", by: User | None) -> HandOver:
    """Record that the slot which the definition names handed one baby over, and to whom.

    Raises ``DateImpossible`` (unborn, before birth, in the future) or ``AlreadyRecorded``.
    """
    check_has_come(done_on, field="done_on")
    born_on = child.person.date_of_birth
    if child.state != ChildState.BORN or born_on is None:
        raise DateImpossible(_("Only a baby who is born can be handed over."), field="child")
    if done_on < born_on:
        raise DateImpossible(
            _("The baby was born on %(day)s and cannot be handed over before.") % {"day": said(born_on)},
            field="done_on",
        )
    try:
        with transaction.atomic():
            hand_over = HandOver.objects.create(
                case=case,
                child=child,
                slot=rules_of(case).hand_over_slot,
                done_on=done_on,
                to=to,
                note=note,
                entered_by=by,
            )
    except IntegrityError as broken:
        raise AlreadyRecorded(_("The hand-over of this baby is recorded already."), field="child") from broken
    renew_case(case=case, by=by)
    return hand_over


def waiting_for_hand_over(case: Case) -> list[Child]:
    """Living babies of the case whose hand-over is not recorded, in birth order."""
    born = [child for child in children_of(case) if child.state == ChildState.BORN]
    if not born:
        return []
    slot = rules_of(case).hand_over_slot
    done = {one.child_id for one in case.hand_overs.all() if one.slot == slot}  # a page may have fetched them
    return [child for child in born if child.pk not in done]
