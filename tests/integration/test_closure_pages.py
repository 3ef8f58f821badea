"""Closing and opening again on the pages, by two people."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from families import registries
from families.actions.closures import ask_closure
from families.models import Case, Closure
from tests.factories import families as make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def no_other_checks() -> Iterator[None]:
    kept = list(registries._registries.closing_checks)
    registries._registries.closing_checks.clear()
    yield
    registries._registries.closing_checks[:] = kept


def url(name: str, case: Case) -> str:
    return reverse(f"families:{name}", args=[case.pk])


def signing(closure: Closure, **changes: object) -> dict[str, object]:
    day = {"signed_on-day": TODAY().day, "signed_on-month": TODAY().month, "signed_on-year": TODAY().year}
    return {"version": closure.version, "answer": "sign"} | day | changes


def asked(case: Case, worker: object) -> Closure:
    return ask_closure(case=case, reason="goals_met", asked_on=TODAY(), statuses_confirmed=True, by=worker)


def test_a_worker_asks_and_a_manager_signs(client: Client) -> None:
    case, nurse, _parent = make.worked_case()
    task = make.TaskFactory(case=case)
    client.force_login(nurse)
    data = {"reason": "goals_met", "note": "A home of her own", "key": str(uuid4())}
    answer = client.post(url("close", case), data)
    assert answer.status_code == 400
    assert b"what becomes of every open task" in answer.content
    assert b"A home of her own" in answer.content
    done = data | {f"task-{task.pk}": "done"}
    assert b"Confirm the child protection" in client.post(url("close", case), done).content
    assert client.post(url("close", case), done | {"statuses_confirmed": "on"}).status_code == 302
    boss = make.manager(case.team)
    client.force_login(boss)
    assert b"Ffion Sampl" in client.get(reverse("families:closures")).content
    closure = Closure.objects.get()
    page = reverse("families:closure_sign", args=[closure.pk])
    assert b"A home of her own" in client.get(page).content
    assert client.post(page, signing(closure)).status_code == 302
    again = client.post(page, signing(closure))
    assert (again.status_code, "This closure has been answered." in again.content.decode()) == (409, True)
    case.refresh_from_db()
    assert case.closed_on == TODAY()
    assert b"Ffion Sampl" not in client.get(reverse("families:closures")).content


def test_a_manager_sends_it_back_only_with_a_reason(client: Client) -> None:
    case, nurse, _parent = make.worked_case()
    closure = asked(case, nurse)
    client.force_login(make.manager(case.team))
    page = reverse("families:closure_sign", args=[closure.pk])
    assert client.post(page, signing(closure, answer="refuse")).status_code == 400
    assert client.post(page, signing(closure, answer="refuse", refused_reason="Not yet")).status_code == 302
    closure.refresh_from_db()
    assert closure.refused_reason == "Not yet"


def test_who_asked_is_told_that_somebody_else_signs(client: Client) -> None:
    case, *_ = make.worked_case()
    boss = make.manager(case.team)
    closure = asked(case, boss)
    client.force_login(boss)
    page = reverse("families:closure_sign", args=[closure.pk])
    answer = client.post(page, signing(closure))
    assert answer.status_code == 400
    assert b"Somebody else has to sign" in answer.content


def test_a_practitioner_has_no_list_of_closures(client: Client) -> None:
    case, nurse, _parent = make.worked_case()
    closure = asked(case, nurse)
    client.force_login(nurse)
    assert client.get(reverse("families:closures")).status_code == 404
    assert client.get(reverse("families:closure_sign", args=[closure.pk])).status_code == 404


def test_a_manager_of_another_team_does_not_see_the_closure(client: Client) -> None:
    case, nurse, _parent = make.worked_case()
    closure = asked(case, nurse)
    client.force_login(make.manager(make.team_offering()))
    assert b"Ffion Sampl" not in client.get(reverse("families:closures")).content
    assert client.get(reverse("families:closure_sign", args=[closure.pk])).status_code == 404


def test_a_stale_signature_answers_with_both_versions(client: Client) -> None:
    case, nurse, _parent = make.worked_case()
    closure = asked(case, nurse)
    client.force_login(make.manager(case.team))
    Closure.objects.filter(pk=closure.pk).update(version=2)
    page = reverse("families:closure_sign", args=[closure.pk])
    assert client.post(page, signing(closure)).status_code == 409


def test_a_case_is_opened_again_in_time_and_later_a_new_one_is_the_way(client: Client) -> None:
    case, *_ = make.worked_case(opened_on=TODAY() - timedelta(days=300))
    client.force_login(make.manager(case.team))
    Case.objects.filter(pk=case.pk).update(stage="closed", closed_on=TODAY() - timedelta(days=91))
    late = client.get(url("reopen", case))
    assert late.status_code == 409
    assert b"Open a new case" in late.content
    Case.objects.filter(pk=case.pk).update(closed_on=TODAY() - timedelta(days=90))
    assert client.post(url("reopen", case), {"reason": "Back in touch"}).status_code == 302
    case.refresh_from_db()
    assert case.closed_on is None


def test_the_list_of_closures_costs_the_same_for_five_and_for_fifty(
    client: Client, django_assert_max_num_queries: object
) -> None:
    team = make.team_offering()
    boss = make.manager(team)
    client.force_login(boss)
    for _number in range(8):
        case = make.antenatal_case(team)
        asked(case, None)
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        assert client.get(reverse("families:closures")).status_code == 200


def test_a_summary_survives_the_end_of_a_session(client: Client) -> None:
    case, nurse, _parent = make.worked_case()
    client.force_login(nurse)
    page = client.get(url("close", case)).content.decode()
    token = page.split('name="draft_token" value="')[1].split('"')[0]
    client.logout()
    client.post(url("close", case), {"note": "Written for an hour", "draft_token": token})
    client.force_login(nurse)
    assert "Written for an hour" in client.get(url("close", case)).content.decode()
