"""A birth: the one event that fills a child's row, for one baby or for several at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from families import gestation
from families.actions.child_homes import record_home
from families.actions.holding import holding
from families.actions.paper_tasks import drop_until_birth
from families.actions.people import record_fact, record_name
from families.actions.pregnancies import add_unborn
from families.actions.renew import renew_pregnancy
from families.actions.rows import change
from families.actions.telling import tell_workers
from families.days import check_has_come, today
from families.definitions import ServiceDefinition
from families.errors import AlreadyRecorded, DateImpossible
from families.models import Birth, Case, Child, PersonName, Pregnancy, Task
from families.models.choices import Answer, ChildState

EARLIEST_BIRTH, LATEST_BIRTH = 140, gestation.LONGEST_PREGNANCY


@dataclass(frozen=True)
class Newborn:
    """What is known of a live birth. ``weight`` in grams; names only where they are chosen already.

    ``answers``: what is known of the baby, by monitoring question. ``carer``: with whom it is today, a key of
    ``definition``, which is needed for nothing else.
    """

    child: Child
    born_on: date
    born_at: time | None = None
    weight: int | None = None
    place: str = ""
    before_referral_reason: str = ""
    given_name: str = ""
    family_name: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    carer: str = ""
    carer_name: str = ""
    definition: ServiceDefinition | None = None


@holding
def record_births(*, pregnancy: Pregnancy, babies: Sequence[Newborn], by: User | None) -> list[Birth]:
    """Record the live births of one pregnancy; those not named here are still unborn.

    Each child keeps its row and person: statuses, visits and clocks go on with it, and the stage and
    clocks of every case about it are renewed. Raises ``DateImpossible`` or ``AlreadyRecorded``.
    """
    pregnancy = Pregnancy.objects.select_for_update(no_key=True).select_related("mother").get(pk=pregnancy.pk)
    births = [_record(pregnancy, baby, by) for baby in sorted(babies, key=lambda baby: baby.child.birth_order)]
    end_if_over(pregnancy)
    renew_pregnancy(pregnancy=pregnancy, by=by)
    for case in open_cases_about(pregnancy):
        if pregnancy.ended_on:
            drop_until_birth(case)
        _follow_up(case, by)
    return births


@holding
def add_expected_baby(*, pregnancy: Pregnancy, known: int | None = None, by: User | None) -> Child:
    """Add a further unborn child to a pregnancy that turned out to carry more than was known.

    ``known`` is how many were known when it was asked for: a second press adds nobody. Raises
    ``AlreadyRecorded``.
    """
    pregnancy = Pregnancy.objects.select_for_update(no_key=True).get(pk=pregnancy.pk)
    if pregnancy.ended_on:
        raise AlreadyRecorded(_("This pregnancy has ended."))
    number = pregnancy.children.count() + 1
    if known is not None and number != known + 1:
        raise AlreadyRecorded(_("A further baby has been added already."))
    child = add_unborn(pregnancy=pregnancy, birth_order=number, on=today(), by=by)
    renew_pregnancy(pregnancy=pregnancy, by=by)
    return child


def check_birth(pregnancy: Pregnancy, baby: Newborn) -> None:
    """Whether this birth can be. Raises ``DateImpossible`` or ``AlreadyRecorded`` at its field.

    A birth before booking or referral (a concealed pregnancy) is possible, and asks for its reason.
    """
    if baby.child.state != ChildState.UNBORN:
        raise AlreadyRecorded(field="born_on")
    check_has_come(baby.born_on, field="born_on", message=_("The date of birth cannot be in the future."))
    _check_time(baby)
    _check_mother(pregnancy, baby.born_on)
    _check_gestation(pregnancy, baby.born_on)
    if came_first(pregnancy, baby.born_on) and not baby.before_referral_reason.strip():
        raise DateImpossible(
            _("The baby was born before the booking or the referral. Say why, such as a concealed pregnancy."),
            field="before_referral_reason",
        )


def came_first(pregnancy: Pregnancy, born_on: date) -> bool:
    """Whether the baby was born before the booking appointment or before any referral."""
    referred = [case.referred_on for case in cases_about(pregnancy)]
    starts = [day for day in (pregnancy.booked_on, min(referred, default=None)) if day]
    return any(born_on < day for day in starts)


def cases_about(pregnancy: Pregnancy) -> list[Case]:
    """Every case about the pregnancy or one of its children, open or closed."""
    cases = Case.objects.filter(pregnancy=pregnancy) | Case.objects.filter(child__pregnancy=pregnancy)
    return list(cases.for_reading().order_by("reference"))


def open_cases_about(pregnancy: Pregnancy) -> list[Case]:
    return [case for case in cases_about(pregnancy) if case.closed_on is None]


def end_if_over(pregnancy: Pregnancy) -> None:
    """Set the day on which the pregnancy ended, once no child of it is unborn."""
    children = list(pregnancy.children.select_related("birth", "loss"))
    if any(child.state == ChildState.UNBORN for child in children):
        return
    days = [_ended_on(child) for child in children]
    change(pregnancy, ended_on=max(day for day in days if day))


def _ended_on(child: Child) -> date | None:
    if hasattr(child, "birth"):
        return child.birth.born_on
    return child.loss.lost_on if hasattr(child, "loss") else child.person.date_of_birth


def _record(pregnancy: Pregnancy, baby: Newborn, by: User | None) -> Birth:
    child = Child.objects.select_for_update(of=("self",), no_key=True).select_related("person").get(pk=baby.child.pk)
    check_birth(pregnancy, Newborn(**{**baby.__dict__, "child": child}))
    birth = Birth.objects.create(
        child=child,
        born_on=baby.born_on,
        born_at=baby.born_at,
        weight=baby.weight,
        place=baby.place,
        gestation_days=_gestation_days(pregnancy, baby.born_on),
        before_referral_reason=baby.before_referral_reason.strip(),
        entered_by=by,
    )
    change(child, state=ChildState.BORN)
    change(child.person, date_of_birth=baby.born_on)
    if baby.given_name or baby.family_name:
        _name(child, baby, by)
    for question, value in baby.answers.items():
        record_fact(person=child.person, question=question, answer=Answer.GIVEN, value=value, on=baby.born_on, by=by)
    if baby.carer and baby.definition:
        record_home(
            child=child, definition=baby.definition, since=today(), carer=baby.carer, who=baby.carer_name, by=by
        )
    return birth


def _name(child: Child, baby: Newborn, by: User | None) -> None:
    record_name(
        person=child.person,
        given_name=baby.given_name,
        family_name=baby.family_name,
        kind=PersonName.Kind.USUAL,
        from_day=baby.born_on,
        by=by,
    )


def _gestation_days(pregnancy: Pregnancy, born_on: date) -> int | None:
    return gestation.gestation_days_on(born_on, pregnancy.due_date) if pregnancy.due_date else None


def _check_time(baby: Newborn) -> None:
    if baby.born_at is None:
        return
    if timezone.make_aware(datetime.combine(baby.born_on, baby.born_at)) > timezone.now():
        raise DateImpossible(_("The time of birth cannot be in the future."), field="born_at")


def _check_mother(pregnancy: Pregnancy, born_on: date) -> None:
    mother_born = pregnancy.mother.date_of_birth
    if mother_born and born_on <= mother_born:
        raise DateImpossible(_("The baby cannot be born before the mother."), field="born_on")


def _check_gestation(pregnancy: Pregnancy, born_on: date) -> None:
    days = _gestation_days(pregnancy, born_on)
    if days is not None and not EARLIEST_BIRTH <= days <= LATEST_BIRTH:
        raise DateImpossible(
            _("With the due date in force this is not between 20 and 45 weeks. Check both dates."),
            field="born_on",
        )


def _follow_up(case: Case, by: User | None) -> None:
    """Tell the workers; where there are none yet, a baby is here and nobody has been sent: urgent."""
    if case.allocations.current(today()).exists():
        tell_workers(case=case, kind="birth", text=_("a birth has been recorded."), by=by)
        return
    title = now_("Born before anybody was allocated: allocate today")
    if not case.tasks.filter(title=title, done_on__isnull=True, cancelled_on__isnull=True).exists():
        Task.objects.create(case=case, title=title, due_on=today(), urgent=True, entered_by=by)
