"""The pages of meetings, statuses, separations and what is agreed: what cannot be is an error at its field."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from families.models import (
    Case,
    Consent,
    HandOver,
    Meeting,
    ReturnHome,
    Separation,
    SharingEntry,
    Status,
)
from tests.integration.life_forms import NO_SUCH_DAY, TODAY, errors, parts, url

pytestmark = pytest.mark.django_db


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
    data: dict[str, object] = {"version": 1, "summary": "First text"} | parts("held_on", TODAY())
    hold = reverse("families:meeting_hold", args=[meeting.pk])
    assert "Say what was decided, or that nothing was" in errors(signed_in.post(hold, data))
    assert Meeting.objects.get().held_on is None
    data[f"subject-{meeting.subjects.get().pk}-decision"] = "-"
    assert signed_in.post(hold, data).status_code == 302
    assert meeting.subjects.get().decision == ""
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
    for _press in range(2):
        assert signed_in.post(move, data).status_code == 302
    assert signed_in.post(move, data | {"at": "12:00"}).status_code == 409
    assert signed_in.post(cancel, {"version": 2, "late_reason": "Snow"}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.cancelled_on, meeting.meeting_cases.get().late_reason) == (TODAY(), "Snow")


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
