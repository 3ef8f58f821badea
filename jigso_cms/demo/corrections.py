"""What did not go as it was written first: a meeting called off, a note put right, one written at home."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from families.actions.goals import edit_goal
from families.actions.meetings import book_meeting, cancel_meeting
from families.actions.notes import add_to_note
from families.actions.visits import record_visit
from families.models import VisitNote
from families.visiting import Account, CaseEntry, Seen
from families.working_days import calendar_of
from jigso_cms.demo.days import office_day
from jigso_cms.demo.living import case_of
from jigso_cms.demo.partnership import Place
from jigso_cms.demo.people import MIDWIFE, PARENT_WORKER


def correct(place: Place, today: date) -> None:
    """After everything else was told."""
    _called_off(place, today)
    _added_to(place)
    _agreed_anew(place)
    _written_at_home(place, today)


def _called_off(place: Place, today: date) -> None:
    """The overdue core group was booked, and called off again; its due date stays where it was."""
    case, worker = case_of(place, "review-overdue"), place.user(PARENT_WORKER)
    day = calendar_of("wales").add(today, 2)
    meeting = book_meeting(case=case, kind="core_group", scheduled_for=_at(day, 11), place="Civic Centre",
                           about=[child.person for child in case.pregnancy.children.all()],
                           workers=[worker], others=["Social worker"], by=worker)  # fmt: skip
    why = {case.pk: "The social worker is ill, and too few agencies would be left"}
    cancel_meeting(meeting=meeting, expected_version=meeting.version, reasons=why, by=worker)


def _added_to(place: Place) -> None:
    signed = VisitNote.objects.filter(visit_case__case=case_of(place, "week-22"), signed_at__isnull=False)
    text = "It was the letting agency that rang, not the landlord himself."
    add_to_note(note=signed.latest("visit_case__visit__happened_at"), text=text, by=place.user(MIDWIFE))


def _agreed_anew(place: Place) -> None:
    goal = case_of(place, "week-26").goals.get()
    changes = {"next_step": "Form to housing, with a letter from the midwife"}
    edit_goal(goal=goal, expected_version=goal.version, changes=changes, by=place.user(PARENT_WORKER))


def _written_at_home(place: Place, today: date) -> None:
    """There was no signal in the stairwell: the note reached the record a day after the visit."""
    case, day = case_of(place, "past-due"), office_day(today - timedelta(days=1))
    entry = CaseEntry(case=case, concern="none", note="No signal at hers, written up the day after. Bag is packed.")
    account = Account(outcome="done", entries=(entry,), happened_at=_at(day, 9), device_at=_at(day, 10), minutes=50,
                      place="home", seen=(Seen(case.client),))  # fmt: skip
    record_visit(account=account, by=place.user(MIDWIFE))


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
