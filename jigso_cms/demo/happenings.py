"""What happened in the last days of the living caseload, told through the product's own actions."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from families.actions.absences import plan_absence
from families.actions.cases import cover_allocation
from families.actions.child_homes import record_home
from families.actions.closures import ask_closure
from families.actions.gate import restrict
from families.actions.goals import add_goal
from families.actions.losses import record_loss
from families.actions.meetings import book_meeting
from families.actions.rows import change
from families.actions.safety import add_safety_flag
from families.actions.tasks import add_task
from families.actions.visits import keep_draft, record_visit
from families.definition_of import rules_of
from families.models import Allocation, Case, Exclusion
from families.visiting import Account, CaseEntry, Seen
from families.working_days import calendar_of
from jigso_cms.demo import papers
from jigso_cms.demo.chosen import choose
from jigso_cms.demo.corrections import correct
from jigso_cms.demo.days import office_day
from jigso_cms.demo.groups import run_groups
from jigso_cms.demo.helping import help_families
from jigso_cms.demo.living import case_of
from jigso_cms.demo.partnership import Place
from jigso_cms.demo.people import EXCLUDED, GOVERNANCE, MANAGER, MIDWIFE, PARENT_WORKER


def happen(place: Place, today: date) -> None:
    """Everything of the last days, in the order in which a team would tell it."""
    _losses(place, today)
    _visits(place, today)
    _homes(place, today)
    _plans(place, today)
    papers.write(place, today)
    help_families(place, today)
    run_groups(place, today)
    _gate(place, today)
    choose(place, today)
    _endings(place, today)
    correct(place, today)


def _losses(place: Place, today: date) -> None:
    midwife = place.user(MIDWIFE)
    only = case_of(place, "loss").pregnancy.children.get()
    record_loss(child=only, kind="miscarriage", lost_on=today - timedelta(days=2), by=midwife)
    second = case_of(place, "twin-lost").pregnancy.children.get(birth_order=2)
    record_loss(child=second, kind="stillbirth", lost_on=today - timedelta(days=3), by=midwife)


def _visits(place: Place, today: date) -> None:
    """Nobody opened three times; one note says what must be followed up; two wait for a signature."""
    midwife, parent_worker = place.user(MIDWIFE), place.user(PARENT_WORKER)
    yesterday = office_day(today - timedelta(days=1))
    closed_door = case_of(place, "no-access")
    for days in (16, 9, 2):
        account = _account(
            closed_door, office_day(today - timedelta(days=days)), "no_access", note="Nobody opened. Card left."
        )
        record_visit(account=account, by=midwife)
    worry = case_of(place, "week-35")
    follow_up = CaseEntry(
        case=worry, topics=("housing",), concern="follow_up", follow_up="Ring housing about the damp",
        note="Damp in the bedroom; the cot stands beside it.",
    )  # fmt: skip
    record_visit(
        account=Account(outcome="done", entries=(follow_up,), happened_at=_at(yesterday, 15),
                        minutes=60, place="home", language="cy", seen=(Seen(worry.client, alone=True),)),
        by=parent_worker,
    )  # fmt: skip
    for key, user in (("week-31", midwife), ("week-26", parent_worker)):
        keep_draft(account=_account(case_of(place, key), yesterday, "done", note="To be written up: "),
                   by=user)  # fmt: skip


def _homes(place: Place, today: date) -> None:
    """Where babies live: home from the ward, or moved from foster carers to an aunt."""
    midwife, parent_worker = place.user(MIDWIFE), place.user(PARENT_WORKER)
    rows = (
        ("day-5", 5, "ward", "Ward 19", midwife), ("day-5", 3, "mother", "", midwife),
        ("removed", 20, "kinship", "Her aunt Mair, who is assessed as a carer", parent_worker),
        ("four-months", 118, "mother", "", parent_worker),
    )  # fmt: skip
    for key, days, carer, who, by in rows:
        case = case_of(place, key)
        record_home(child=case.pregnancy.children.get(), definition=rules_of(case), since=today - timedelta(days=days),
                    carer=carer, who=who, by=by)  # fmt: skip


def _account(case: Case, day: date, outcome: str, *, note: str) -> Account:
    seen = (Seen(case.client),) if outcome == "done" else ()
    return Account(
        outcome=outcome,
        entries=(CaseEntry(case=case, note=note, concern="none"),),
        happened_at=_at(day, 11),
        minutes=45 if outcome == "done" else None,
        place="home",
        seen=seen,
        next_try="Try again on Thursday morning" if outcome == "no_access" else "",
    )


def _plans(place: Place, today: date) -> None:
    """Meetings ahead, tasks, goals, and what to know before knocking."""
    midwife, parent_worker = place.user(MIDWIFE), place.user(PARENT_WORKER)
    registered = case_of(place, "on-register-unborn")
    book_meeting(case=registered, kind="core_group", scheduled_for=_at(_working_day(today + timedelta(days=6)), 14),
                 about=[child.person for child in registered.pregnancy.children.all()], place="Civic Centre",
                 workers=[midwife, parent_worker], others=["Social worker", "Health visitor"],
                 by=parent_worker)  # fmt: skip
    book_meeting(case=case_of(place, "birth-this-week"), kind="pre_birth_planning",
                 scheduled_for=_at(_working_day(today + timedelta(days=1)), 10), workers=[midwife],
                 others=["Ward manager"], by=midwife)  # fmt: skip
    for key, title, days in (
        ("week-22", "Send the grant form", -3),
        ("week-26", "Ask housing about the move", 0),
        ("twins", "Borrow a twin pram", 4),
    ):
        task = add_task(case=case_of(place, key), title=title, assigned_to=midwife if days else parent_worker,
                        due_on=today + timedelta(days=max(days, 0)), by=parent_worker)  # fmt: skip
        if days < 0:  # given last week, and not done
            change(task, due_on=today + timedelta(days=days))
    for key in ("week-26", "on-register-unborn", "four-months"):
        add_goal(case=case_of(place, key), title="A home of her own", their_words="Somewhere with a door that locks",
                 next_step="Form to housing", agreed_on=today - timedelta(days=20), by=parent_worker)  # fmt: skip
    add_safety_flag(family=case_of(place, "week-22").family, text="Large dog: ring before going in", agreed_on=today,
                    review_on=today + timedelta(days=90), by=midwife)  # fmt: skip
    add_safety_flag(family=registered.family, text="Two workers at every visit", lone_worker=True, agreed_on=today,
                    review_on=today + timedelta(days=30), by=midwife)  # fmt: skip


def _gate(place: Place, today: date) -> None:
    """A restricted family, a worker who is excluded from one, and cover for a colleague on leave."""
    midwife, parent_worker, manager = place.user(MIDWIFE), place.user(PARENT_WORKER), place.user(MANAGER)
    restrict(family=case_of(place, "restricted").family, named=[midwife, parent_worker],
             reason="Her sister works for the council", on=today - timedelta(days=20), by=manager)  # fmt: skip
    Exclusion.objects.create(
        family=case_of(place, "excluded").family, user=place.user(EXCLUDED), reason="A relative of hers",
        starts=today - timedelta(days=60), entered_by=place.user(GOVERNANCE),
    )  # fmt: skip
    owned = Allocation.objects.get(case=case_of(place, "covered"), slot="midwife", ends=None)
    cover_allocation(allocation=owned, worker=midwife, starts=today - timedelta(days=3),
                     ends=today + timedelta(days=10), reason="Annual leave", by=manager)  # fmt: skip
    plan_absence(worker=owned.worker, starts=today - timedelta(days=3), ends=today + timedelta(days=10), by=manager)
    plan_absence(worker=place.user(PARENT_WORKER), starts=today + timedelta(days=29), ends=today + timedelta(days=40),
                 by=manager)  # fmt: skip


def _endings(place: Place, today: date) -> None:
    ask_closure(
        case=case_of(place, "moving-away"), reason="moved_away", asked_on=today,
        note="She moves to her sister's in Bangor next week. Their team knows, and the records go with her.",
        end_scores_missing_reason="", statuses_confirmed=True, by=place.user(MIDWIFE),
    )  # fmt: skip
    ask_closure(
        case=case_of(place, "closing"), reason="goals_met", asked_on=today - timedelta(days=1),
        note="Both feel ready. The health visitor goes on.", end_scores_missing_reason="",
        statuses_confirmed=True, by=place.user(PARENT_WORKER),
    )  # fmt: skip


def _working_day(day: date) -> date:
    """The day, or the first working day after it."""
    return calendar_of("wales").add(day - timedelta(days=1), 1)


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
