"""Working together: supervision held and due, a case on its way to another team."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from families.actions.meetings import book_meeting, move_meeting
from families.actions.series import plan_series
from families.actions.supervising import record_supervision, write_discussion, write_personal
from families.actions.transfers import ask_transfer
from families.definition_of import rules_of
from families.definitions import ServiceDefinition
from families.reading.leave import workers_of
from families.working_days import calendar_of
from jigso_cms.demo.days import office_day
from jigso_cms.demo.living import case_of
from jigso_cms.demo.partnership import Place
from jigso_cms.demo.people import HUB_MANAGER, MANAGER, MIDWIFE, NURSERY_NURSE, PARENT_WORKER


def work_together(place: Place, today: date) -> None:
    """Everything that more than one worker has a part in."""
    _supervision(place, today)
    _transfer(place)
    _meetings(place, today)


def _supervision(place: Place, today: date) -> None:
    boss, registered = place.user(MANAGER), case_of(place, "on-register-unborn")
    rules = rules_of(registered)
    _everybody(place, today, rules)
    held = ((PARENT_WORKER, "safeguarding", 88), (MIDWIFE, "safeguarding", 40), (MIDWIFE, "supervision", 6),
            (PARENT_WORKER, "supervision", 15), (NURSERY_NURSE, "supervision", 45))  # fmt: skip
    for account, kind, days in held:
        held_on = office_day(today - timedelta(days=days))
        session = record_supervision(worker=place.user(account), kind=kind, held_on=held_on, definition=rules, by=boss)
        if account == MIDWIFE and kind == "supervision":
            write_discussion(
                supervision=session, case=registered, expected_version=None, by=boss,
                discussion="The unit has no birth plan yet. Carys asks the ward manager this week; two at every visit.",
            )  # fmt: skip
            write_personal(
                supervision=session, expected_version=None, by=boss,
                text="Two late evenings in a row. We look at the rota together on Friday.",
            )  # fmt: skip


def _everybody(place: Place, today: date, rules: ServiceDefinition) -> None:
    """The rest of the team, some of them late."""
    boss = place.user(MANAGER)
    told = {place.user(one).pk for one in (MIDWIFE, PARENT_WORKER, NURSERY_NURSE, MANAGER)}
    others = [one for one in workers_of(boss, today) if one.pk not in told]
    for number, worker in enumerate(others):
        for kind, days in (("supervision", 3 + number * 5 % 34), ("safeguarding", 8 + number * 11 % 97)):
            record_supervision(
                worker=worker, kind=kind, held_on=office_day(today - timedelta(days=days)), definition=rules, by=boss
            )


def _transfer(place: Place) -> None:
    team = place.user(HUB_MANAGER).memberships.get().team
    ask_transfer(
        case=case_of(place, "not-seen-yet"), to_team=team, reason="She has moved to her aunt's, across the river",
        summary="Booked at 12 weeks, not seen by us yet. She asks for visits after four, when her aunt is home.",
        by=place.user(MANAGER),
    )  # fmt: skip


def _meetings(place: Place, today: date) -> None:
    """A core group that was moved past its day, and reviews of a child in care booked ahead."""
    parent_worker, late = place.user(PARENT_WORKER), case_of(place, "review-overdue")
    booked = book_meeting(case=late, kind="core_group", scheduled_for=_at(today, 1), workers=[parent_worker],
                          others=["Social worker"], place="Civic Centre", by=parent_worker)  # fmt: skip
    move_meeting(meeting=booked, expected_version=booked.version, scheduled_for=_at(today, 5), place=booked.place,
                 late_reason="Too few agencies came", by=parent_worker)  # fmt: skip
    removed = case_of(place, "removed")
    plan_series(case=removed, kind="looked_after_review", first=_at(today, 20), times=2, every_weeks=12,
                about=[child.person for child in removed.pregnancy.children.all()], workers=[parent_worker],
                others=["Independent reviewing officer"], by=parent_worker)  # fmt: skip


def _at(today: date, working_days: int) -> datetime:
    day = calendar_of("wales").add(today, working_days)
    return timezone.make_aware(datetime.combine(day, time(14)))
