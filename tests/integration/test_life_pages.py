"""The pages of what happens in a case: each date that cannot be is an error at its field."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from families.actions.births import Newborn, record_births
from families.gestation import Gestation
from families.models import (
    Birth,
    Case,
    Consent,
    DueDateEstimate,
    HandOver,
    Loss,
    Meeting,
    ReturnHome,
    Separation,
    SharingEntry,
    Status,
)
from tests.factories import families as make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
NO_SUCH_DAY = {"day": "29", "month": "2", "year": "2027"}


def parts(name: str, day: object) -> dict[str, str]:
    known = day if isinstance(day, dict) else {"day": day.day, "month": day.month, "year": day.year}
    return {f"{name}-{part}": str(value) for part, value in known.items()}


@pytest.fixture
def worked() -> tuple[Case, User]:
    case, nurse, _parent = make.worked_case(
        gestation=Gestation(39 * 7), on=TODAY() - timedelta(days=1), opened_on=TODAY() - timedelta(days=60)
    )
    return case, nurse


@pytest.fixture
def signed_in(client: Client, worked: tuple[Case, User]) -> Client:
    client.force_login(worked[1])
    return client


@pytest.fixture
def born(worked: tuple[Case, User]) -> Case:
    case, nurse = worked
    child = case.pregnancy.children.get()
    record_births(pregnancy=case.pregnancy, babies=[Newborn(child, TODAY(), before_referral_reason="x")], by=nurse)
    return case


def url(name: str, case: Case, **more: object) -> str:
    return reverse(f"families:{name}", kwargs={"case_id": case.pk, **more})


def errors(response: object) -> str:
    assert response.status_code == 400, response.status_code
    return response.content.decode()


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
        ({"method": "scan"}, "Fill this in"),
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


def meeting_data(case: Case, **changes: object) -> dict[str, object]:
    child = case.pregnancy.children.get()
    given = {"kind": "initial_conference", "about": [str(child.person_id)], "at": "10:00", "key": str(uuid4())}
    return given | parts("day", TODAY()) | {"workers": [], "others": "Health visitor"} | changes


def test_a_conference_is_booked_held_and_puts_the_unborn_child_on_the_register(
    signed_in: Client, worked: tuple[Case, User]
) -> None:
    case, nurse = worked
    signed_in.post(url("meeting_new", case), meeting_data(case, workers=[str(nurse.pk)]))
    meeting = Meeting.objects.get()
    hold = reverse("families:meeting_hold", args=[meeting.pk])
    assert signed_in.get(hold).status_code == 200
    subject, rows = meeting.subjects.get(), {row.name: row.pk for row in meeting.invitations.all()}
    data: dict[str, object] = {"version": 1, "summary": "Neglect.", f"came-{rows['Health visitor']}": "came"}
    data |= parts("held_on", TODAY()) | {f"subject-{subject.pk}-decision": "register"}
    assert "at least one category" in errors(signed_in.post(hold, data))
    assert not Status.objects.exists()
    data |= {f"subject-{subject.pk}-categories": ["neglect"], "also_there": "Police\n\nHealth visitor"}
    assert signed_in.post(hold, data).status_code == 302
    assert Status.objects.get().on_register
    assert meeting.invitations.get(name="Police").attended
    shown = signed_in.get(reverse("families:meeting", args=[meeting.pk])).content.decode()
    assert "Place on the child protection register: Neglect" in shown
    assert "Core group" in signed_in.get(url("case", case)).content.decode()


def test_two_editors_of_a_meeting_see_both_texts(signed_in: Client, worked: tuple[Case, User]) -> None:
    case, _nurse = worked
    signed_in.post(url("meeting_new", case), meeting_data(case))
    meeting = Meeting.objects.get()
    data = {"version": 1, "summary": "First text"} | parts("held_on", TODAY())
    signed_in.post(reverse("families:meeting_hold", args=[meeting.pk]), data)
    edit = reverse("families:meeting_edit", args=[meeting.pk])
    assert signed_in.post(edit, {"version": 2, "summary": "Second text"}).status_code == 302
    answer = signed_in.post(edit, {"version": 2, "summary": "Third text"})
    assert answer.status_code == 409
    assert b"Second text" in answer.content
    assert b"Third text" in answer.content


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (parts("day", NO_SUCH_DAY), "There is no such day"),
        (parts("day", {"day": 1, "month": 1, "year": 2090}), "more than two years away"),
        ({"at": "noon"}, "like 14:30"),
        ({"kind": ""}, "Choose an answer to"),
        ({"kind": "no_such"}, "Select a valid choice"),
    ],
)
def test_a_meeting_that_cannot_be_is_an_error_at_its_field(
    signed_in: Client, worked: tuple[Case, User], changes: dict[str, object], words: str
) -> None:
    assert words in errors(signed_in.post(url("meeting_new", worked[0]), meeting_data(worked[0]) | changes))
    assert not Meeting.objects.exists()


def test_a_meeting_is_moved_and_called_off(signed_in: Client, worked: tuple[Case, User]) -> None:
    case, _nurse = worked
    signed_in.post(url("meeting_new", case), meeting_data(case))
    meeting = Meeting.objects.get()
    move, cancel = (reverse(f"families:meeting_{name}", args=[meeting.pk]) for name in ("move", "cancel"))
    data = {"version": 1, "at": "11:00"} | parts("day", TODAY() + timedelta(days=3))
    assert signed_in.post(move, data).status_code == 302
    assert signed_in.post(move, data).status_code == 409
    assert signed_in.post(cancel, {"version": 2, "late_reason": "Snow"}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.cancelled_on, meeting.late_reason) == (TODAY(), "Snow")


def test_a_status_begins_and_ends(signed_in: Client, worked: tuple[Case, User]) -> None:
    case, _nurse = worked
    person = case.pregnancy.children.get().person_id
    data = {"person": str(person), "kind": "care_and_support", "key": str(uuid4())} | parts("starts", TODAY())
    for _press in range(2):
        assert signed_in.post(url("status_new", case), data).status_code == 302
    status = Status.objects.get()
    again = errors(signed_in.post(url("status_new", case), data | {"key": str(uuid4())}))
    assert "holds from" in again
    end = url("status_end", case, status_id=status.pk)
    early = parts("ends", TODAY() - timedelta(days=1))
    assert "cannot end before" in errors(signed_in.post(end, early))
    assert signed_in.post(end, parts("ends", TODAY())).status_code == 302
    assert "Part 4 care and support plan" in signed_in.get(url("statuses", case)).content.decode()


def separation_data(case: Case, day: object) -> dict[str, str]:
    child = case.pregnancy.children.get()
    given = {"child": str(child.pk), "basis": "interim_care_order", "carer": "foster", "key": str(uuid4())}
    return given | parts("separated_on", day)


def test_a_removal_before_birth_is_refused_at_its_field(signed_in: Client, born: Case) -> None:
    before = TODAY() - timedelta(days=1)
    assert "cannot be separated before" in errors(
        signed_in.post(url("separation_new", born), separation_data(born, before))
    )
    assert "no such day" in errors(signed_in.post(url("separation_new", born), separation_data(born, NO_SUCH_DAY)))
    assert not Separation.objects.exists()


def test_a_separation_and_the_return_stand_on_the_timeline(signed_in: Client, born: Case) -> None:
    assert signed_in.post(url("separation_new", born), separation_data(born, TODAY())).status_code == 302
    apart = Separation.objects.get()
    page = url("return_new", born)
    assert signed_in.get(page).status_code == 200
    data = {"separation": str(apart.pk), "key": str(uuid4())}
    assert "cannot return before" in errors(
        signed_in.post(page, data | parts("returned_on", TODAY() - timedelta(days=1)))
    )
    assert signed_in.post(page, data | parts("returned_on", TODAY())).status_code == 302
    assert ReturnHome.objects.count() == 1
    timeline = signed_in.get(url("timeline", born)).content.decode()
    assert "aged 0 days" in timeline
    assert "returned home" in timeline


def test_a_hand_over_is_recorded(signed_in: Client, born: Case) -> None:
    child = born.pregnancy.children.get()
    data = {"child": str(child.pk), "to": "Health visiting", "key": str(uuid4())} | parts("done_on", TODAY())
    for _press in range(2):
        assert signed_in.post(url("hand_over", born), data).status_code == 302
    assert HandOver.objects.get().to == "Health visiting"
    assert signed_in.get(url("hand_over", born)).status_code == 409


def test_consent_is_given_and_withdrawn(signed_in: Client, worked: tuple[Case, User]) -> None:
    case, _nurse = worked
    base = {"kind": "service", "person": str(case.client_id)} | parts("answered_on", TODAY())
    page = url("consent", case)
    assert "Only a consent that was given" in errors(signed_in.post(page, base | {"answer": "withdrawn"}))
    for answer in ("given", "withdrawn"):
        assert signed_in.post(page, base | {"answer": answer, "key": str(uuid4())}).status_code == 302
    assert Consent.objects.count() == 2
    assert "Consent withdrawn" in signed_in.get(url("case", case)).content.decode()


def test_what_was_shared_is_logged(signed_in: Client, worked: tuple[Case, User]) -> None:
    case, nurse = worked
    data = {
        "what": "Birth plan", "to_whom": "Maternity unit", "why": "Safe discharge", "basis": "Public task",
        "allowed_by": str(nurse.pk), "key": str(uuid4()), **parts("shared_on", TODAY()),
    }  # fmt: skip
    assert signed_in.post(url("sharing", case), data).status_code == 302
    assert SharingEntry.objects.get().allowed_by == nurse
    assert "Safe discharge" in signed_in.get(url("sharing", case)).content.decode()
