"""The pages of what happens in a case: each date that cannot be is an error at its field."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from families.gestation import Gestation
from families.models import (
    Birth,
    Case,
    DueDateEstimate,
    Loss,
)
from tests.factories import families as make
from tests.integration.life_forms import NO_SUCH_DAY, TODAY, errors, parts, url

pytestmark = pytest.mark.django_db

FORMS_BEFORE_BIRTH = [
    "birth", "due_date", "meeting_new", "statuses", "status_new", "consent", "sharing", "close", "safety_new",
    "member_new",
]  # fmt: skip


@pytest.mark.parametrize("name", FORMS_BEFORE_BIRTH)
def test_each_page_opens_for_the_worker_and_names_the_case(
    signed_in: Client, worked: tuple[Case, User], name: str
) -> None:
    page = signed_in.get(url(name, worked[0])).content.decode()
    assert "Ffion Sampl" in page
    assert "<h1" in page


@pytest.mark.parametrize("name", ["separation_new", "hand_over", "statuses"])
def test_pages_about_a_baby_open_after_birth(signed_in: Client, born: Case, name: str) -> None:
    assert signed_in.get(url(name, born)).status_code == 200


@pytest.mark.parametrize("name", [*FORMS_BEFORE_BIRTH, "separation_new", "hand_over", "return_new", "reopen"])
def test_a_worker_of_another_team_finds_nothing(client: Client, worked: tuple[Case, User], name: str) -> None:
    client.force_login(make.midwife(make.team_offering()))
    assert client.get(url(name, worked[0])).status_code == 404


@pytest.mark.parametrize("name", ["birth", "status_new", "meeting_new", "close"])
def test_a_colleague_who_is_not_on_the_case_is_told_why_not(
    client: Client, worked: tuple[Case, User], name: str
) -> None:
    client.force_login(make.midwife(worked[0].team))
    answer = client.get(url(name, worked[0]))
    assert answer.status_code == 403
    assert "you must be allocated" in answer.content.decode()


def birth_data(**changes: str) -> dict[str, str]:
    given = {"key": str(uuid4()), "baby-1-outcome": "born", "baby-1-before_referral_reason": "Booked late"}
    return given | parts("baby-1-born_on", TODAY()) | changes


def test_a_birth_is_recorded_once_however_often_it_is_sent(signed_in: Client, worked: tuple[Case, User]) -> None:
    data = birth_data(**{"baby-1-weight": "3210"})
    for _press in range(2):
        assert signed_in.post(url("birth", worked[0]), data).status_code == 302
    assert Birth.objects.get().weight == 3210


def test_the_preview_of_a_birth_shows_the_clocks_and_saves_nothing(
    signed_in: Client, worked: tuple[Case, User]
) -> None:
    page = signed_in.post(url("birth", worked[0]), birth_data(preview="1")).content.decode()
    assert "Midwife hands over" in page
    assert "39+1" in page
    assert not Birth.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (parts("baby-1-born_on", NO_SUCH_DAY), "There is no such day"),
        (parts("baby-1-born_on", {"day": "", "month": "", "year": ""}), "Enter the date of birth"),
        (parts("baby-1-born_on", {"day": "1", "month": "1", "year": "2090"}), "cannot be in the future"),
        (parts("baby-1-born_on", {"day": "1", "month": "1", "year": "2016"}), "not between 20 and 45 weeks"),
        (parts("baby-1-born_on", {"day": "1", "month": "1", "year": "1950"}), "Dates before 2015"),
        ({"baby-1-before_referral_reason": ""}, "Say why"),
        ({"baby-1-weight": "12"}, "at least 200"),
        ({"baby-1-born_at": "25:00"}, "like 14:30"),
        ({"baby-1-outcome": "not_yet"}, "Say which baby is born"),
        ({"baby-1-place": "a\x00b"}, "invisible characters"),
    ],
)
def test_a_birth_that_cannot_be_is_an_error_and_keeps_what_was_typed(
    signed_in: Client, worked: tuple[Case, User], changes: dict[str, str], words: str
) -> None:
    data = birth_data(**{"baby-1-given_name": "Mabli"}) | (
        parts("baby-1-born_on", TODAY() - timedelta(days=2)) if "reason" in str(changes) else {}
    )
    page = errors(signed_in.post(url("birth", worked[0]), data | changes))
    assert words in page
    assert "Mabli" in page
    assert not Birth.objects.exists()


def test_one_twin_is_born_and_the_other_waits(client: Client) -> None:
    case, nurse, _parent = make.worked_case(gestation=Gestation(38 * 7), fetuses=2)
    client.force_login(nurse)
    data = birth_data(**{"baby-2-outcome": "not_yet"})
    assert client.post(url("birth", case), data).status_code == 302
    assert Birth.objects.get().child.birth_order == 1
    assert "Baby 2 of Sampl" in client.get(url("birth", case)).content.decode()


def test_a_baby_that_was_not_known_of_is_added(signed_in: Client, worked: tuple[Case, User]) -> None:
    signed_in.post(url("baby_add", worked[0]))
    assert worked[0].pregnancy.children.count() == 2


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"method": "lmp"} | parts("period_on", NO_SUCH_DAY), "There is no such day"),
        ({"method": "stated"} | parts("due_date", {"day": 1, "month": 1, "year": 2090}), "at most 280 days"),
        ({"method": "stated"} | parts("due_date", {"day": 1, "month": 1, "year": 2016}), "45 weeks"),
        ({"method": "lmp"} | parts("period_on", {"day": 1, "month": 1, "year": 2090}), "in the future"),
        ({"method": "scan", "gestation": "12+9"}, "like 12+3"),
        ({"method": "scan"}, "Fill in “Gestation at the scan”"),
        ({}, "Choose an answer to"),
    ],
)
def test_a_due_date_that_cannot_be_is_an_error_at_its_field(
    signed_in: Client, worked: tuple[Case, User], data: dict[str, str], words: str
) -> None:
    before = DueDateEstimate.objects.count()
    assert words in errors(signed_in.post(url("due_date", worked[0]), data))
    assert DueDateEstimate.objects.count() == before


def test_a_scan_moves_unmet_clocks_and_shows_them_first(client: Client) -> None:
    case = make.antenatal_case(gestation=Gestation(9 * 7))
    boss = make.manager(case.team)
    client.force_login(boss)
    data = {"method": "scan", "gestation": "8+0", "key": str(uuid4())} | parts("scanned_on", TODAY())
    page = client.post(url("due_date", case), data | {"preview": "1"}).content.decode()
    assert "These clocks will move" in page
    assert DueDateEstimate.objects.count() == 1
    assert client.post(url("due_date", case), data).status_code == 302
    case.pregnancy.refresh_from_db()
    assert case.pregnancy.due_date == TODAY() + timedelta(days=280 - 56)


def test_a_loss_is_recorded_for_one_baby_and_the_page_after_it_is_quiet(
    signed_in: Client, worked: tuple[Case, User]
) -> None:
    case, _nurse = worked
    child = case.pregnancy.children.get()
    page = url("loss", case, child_id=child.pk)
    assert signed_in.get(page).status_code == 200
    assert "before 24+0" in errors(signed_in.post(page, {"kind": "miscarriage"} | parts("lost_on", TODAY())))
    assert signed_in.post(page, {"kind": "stillbirth"} | parts("lost_on", TODAY())).status_code == 302
    assert Loss.objects.get().kind == "stillbirth"
    assert "A birth" not in signed_in.get(url("case", case)).content.decode()
    assert signed_in.get(page).status_code == 409


def test_a_loss_of_another_familys_child_is_not_found(signed_in: Client, worked: tuple[Case, User]) -> None:
    other = make.antenatal_case().pregnancy.children.get()
    assert signed_in.get(url("loss", worked[0], child_id=other.pk)).status_code == 404
