"""Groups of the living caseload with their registers, and what families say of the service."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from families.actions.groups import hold_session, join_group, open_group, take_register
from families.actions.services import version_in_force
from families.models import Case, Group
from jigso_cms.demo.living import case_of
from jigso_cms.demo.partnership import Place
from jigso_cms.demo.people import MANAGER, NURSERY_NURSE
from outcomes.actions.evaluations import Answered, record_anonymous, record_evaluation

TODDLERS = ("four-months", "removed", "review-overdue", "near-second-birthday", "hand-over-overdue", "day-19")
EXPECTING = ("week-26", "week-31", "twins", "on-register-unborn")
THURSDAY = 3
THEMES = ("Songs and rhymes", "Messy play", "Sleep", "Talking to your baby", "Weaning")

SAID = (
    ("closed", {"satisfied": "very", "helped": "a_lot", "listened": "always"},
     "She came when nobody else did, and she never told me off.", True),
    ("closing", {"satisfied": "quite", "helped": "a_lot", "listened": "mostly"}, "One worker, not two.", True),
    ("moving-away", {"satisfied": "very", "helped": "a_little", "listened": "always"}, "Thank you, all of you.", False),
    ("", {"satisfied": "not_very", "helped": "no", "listened": "seldom"}, "I felt watched at first.", True),
    ("", {"satisfied": "very", "helped": "a_lot", "listened": "always"}, "The group. I have friends now.", True),
    ("", {"satisfied": "quite", "helped": "a_little", "listened": "mostly"}, "", False),
)  # fmt: skip


def run_groups(place: Place, today: date) -> None:
    """Two groups, five weeks of registers, and six forms, half of them without a name."""
    _group(place, today, "parent_and_toddler", "Thursday stay and play", "Canolfan Teulu Sampl", TODDLERS)
    _group(place, today, "antenatal", "Getting ready", "Clinic Sampl", EXPECTING)
    _evaluations(place, today)


def _group(place: Place, today: date, kind: str, name: str, where: str, keys: tuple[str, ...]) -> None:
    leader = place.user(NURSERY_NURSE)
    cases = [case_of(place, key) for key in keys]
    first = max(today - timedelta(days=38), *(case.opened_on for case in cases))
    version = version_in_force(service=place.service, on=today)
    group = open_group(team=place.team, version=version, kind=kind, name=name, place=where, starts=first, by=leader)
    for case in cases:
        join_group(group=group, case=case, by=place.user(MANAGER))
    group.members.update(joined_on=first)
    last = today - timedelta(days=(today.weekday() - THURSDAY) % 7 or 7)
    for week in range(4, -1, -1):
        day = last - timedelta(weeks=week)
        if day >= first:
            _session(group, day, THEMES[week % len(THEMES)], cases, place)


def _session(group: Group, day: date, theme: str, cases: list[Case], place: Place) -> None:
    held_at = timezone.make_aware(datetime.combine(day, time(10)))
    leader = place.user(NURSERY_NURSE)
    session = hold_session(group=group, held_at=held_at, minutes=90, theme=theme, by=leader)
    came = {case: (day.toordinal() // 7 + number) % 4 > 0 for number, case in enumerate(cases)}
    take_register(session=session, expected_version=session.version, came=came, by=leader)


def _evaluations(place: Place, today: date) -> None:
    worker = place.user(MANAGER)
    for number, (key, answers, said, quotable) in enumerate(SAID):
        answered = Answered(
            answered_on=today - timedelta(days=3 + 2 * number), way="alone" if number % 2 else "together",
            answers=answers, words=said, may_quote=quotable,
        )  # fmt: skip
        if key:
            record_evaluation(case=case_of(place, key), answered=answered, by=worker)
        else:
            version = version_in_force(service=place.service, on=today)
            record_anonymous(team=place.team, version=version, answered=answered, by=worker)
