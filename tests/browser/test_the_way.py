"""The whole way of one family, by five people at five browsers, with the worker process that computes for them."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from accounts.models import User
from accounts.roles import Role
from families.models import Case
from outcomes.models import CaseOutcome
from tests.browser import story
from tests.browser.people import DESK, PATIENCE, PHONE, Person, day
from tests.factories.accounts import user_with
from tests.factories.families import antenatal_case, manager, midwife, parent_worker, team_offering
from tests.factories.outcomes import tool_version
from tests.factories.referrals import referrer
from tests.plugins.worker import eventually

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LAST_PERIOD = date(2024, 3, 11)
DUE = date(2024, 12, 16)
"""280 days later; 12+0 is 3 June."""
BANK_HOLIDAYS = {date(2024, 8, 26), date(2024, 12, 25), date(2024, 12, 26), date(2025, 1, 1)}


def working_days_after(start: date, amount: int) -> date:
    """Counted one by one, as somebody with a calendar on the wall does."""
    found = start
    while amount:
        found += timedelta(days=1)
        amount -= found.weekday() < 5 and found not in BANK_HOLIDAYS
    return found


def said(when: date) -> str:
    """``5 September``"""
    return f"{when.day} {when:%B}"


def improved(case: Case) -> bool:
    """Whether the worker process has found the change of the case for the better."""
    found = CaseOutcome.objects.filter(case=case).first()
    pairs = found.result["tools"][0]["pairs"] if found else {}
    return bool(pairs) and pairs["parent"]["overall"]["verdict"] == "improved"


@pytest.fixture
def enter(new_context, settings) -> Callable[..., Person]:
    """Give `enter(user, screen)`: a person at a browser that shares nothing with the others."""
    settings.CSRF_COOKIE_AGE = None  # the browser's own clock would take a cookie of 2024 for expired

    def entered(user: User, screen: dict[str, int] = DESK) -> Person:
        context = new_context(viewport=screen)
        context.set_default_timeout(PATIENCE)
        return Person(context.new_page(), user)

    return entered


def test_five_people_see_a_family_from_its_booking_to_a_signed_return(enter, worker):
    # Given a team with its service, and a client of earlier whose name is nearly the same
    with day(2024, 4, 1):
        team = team_offering(name="Townhill")
        tool = tool_version(team.partnership)
        antenatal_case(team, given_name="Ffion", family_name="Prydderch")
    ann = enter(referrer(team, name="Ann Ffug"))
    mair = enter(manager(team, name="Mair Ffug"))
    non = enter(midwife(team, name="Non Ffug"), PHONE)
    lowri = enter(parent_worker(team, name="Lowri Ffug"))
    rhys = enter(user_with(Role.RETURNS_ADMIN, team=team, name="Rhys Ffug"))

    # When a community midwife refers a mother at twelve weeks
    with day(2024, 6, 3):
        ann.signs_in()
        story.refer(ann, LAST_PERIOD)
        ann.sees("Referral received", "R-24-")

    # Then the manager sees her at the top of the inbox, and that she may be known already
    with day(2024, 6, 4):
        mair.arrives()
        mair.is_at("Referral inbox")
        top = mair.page.locator("tbody tr:not(.app-table__group)").first
        mair.sees(story.NAME, "12+1", "27 weeks left", "Possible duplicate", within=top)
        story.say_it_is_somebody_else(mair)
        story.accept_and_allocate(mair, non, lowri)
    case = Case.objects.get(client__family_name=story.FAMILY)

    # When the midwife logs a visit on her phone, and the parent worker asks for the first scores
    with day(2024, 6, 13):
        non.arrives("families:case", case_id=case.pk)
        story.log_visit(non)
    assert (non.taps <= 12, non.texts) == (True, 1), f"{non.taps} taps, {non.texts} texts"
    with day(2024, 7, 1):
        story.score(lowri, case, tool, "Start", 4)

    # When a conference puts the unborn child on the register
    with day(2024, 8, 21) as conference:
        story.hold_meeting(
            lowri, case, "Initial child protection conference", conference,
            "Place on the child protection register", "Neglect",
        )  # fmt: skip
        # Then the core group is due ten working days later, the bank holiday not counted
        first = working_days_after(conference, 10)
        assert first == date(2024, 9, 5)
        lowri.opens("families:case", case_id=case.pk)
        lowri.sees("On the register", "Neglect")
        lowri.sees(said(first), within=lowri.clock("Core group"))

    # And a review in time takes it off again
    with day(2024, 11, 14) as review:
        story.hold_meeting(lowri, case, "Review child protection conference", review, "Remove from the register")

    # When the baby is born
    with day(2024, 12, 10) as born:
        story.record_birth(non, case, born)
        # Then the clocks go by the birth: the midwife hands over by day 28
        non.opens("families:case", case_id=case.pk)
        non.sees("Efan", "Postnatal")
        non.sees(said(born + timedelta(days=28)), within=non.clock("hand"))

    # When things have become better
    with day(2025, 3, 10):
        story.score(lowri, case, tool, "End", 8)
        lowri.sees("things have become better: 4.0 points on average")
    # Then the worker asks for the closure, and the manager signs it
    with day(2025, 3, 12):
        story.ask_for_closure(lowri, case)
    with day(2025, 3, 13) as closed:
        story.sign_closure(mair)
    case.refresh_from_db()
    assert case.closed_on == closed
    # And the worker process has computed what became of it
    eventually(lambda: improved(case), "the outcome")

    # When the returns admin has the quarter computed, and opens its return
    with day(2025, 4, 2):
        rhys.arrives("outcomes:runs")
        story.compute(rhys, "2024-25 Q4")
        rhys.opens("reporting:returns")
        story.open_return(rhys, "2024-25 Q4")
        # Then a figure opens down to its case, which is named by its reference alone
        rhys.follows("Cases closed")
        rhys.sees(case.reference)
        assert story.FAMILY not in rhys.page.content()
        value = rhys.page.locator(".app-result__value").inner_text()
        # And it is signed off, and both files say what the page says
        rhys.page.go_back()
        rhys.presses("Sign off these figures")
        rhys.sees("by Rhys Ffug")
        book, rows = story.fetch(rhys, "Excel", "xlsx"), story.fetch(rhys, "CSV", "csv")
    assert story.in_workbook(book, "Cases closed") == story.in_csv(rows, "cases_closed") == int(value) == 1
