"""Cases and visits over the API, as a device or another system uses it."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator

from activity.models import AccessEntry
from families.models import Case, Task, Visit, VisitNote
from families.models.choices import Stage
from tests.factories.accounts import user_with
from tests.factories.families import antenatal_case, midwife, partner_case, team_offering, visit_row, worked_case

pytestmark = pytest.mark.django_db

VISITS, CASES = "/api/v1/visits/", "/api/v1/cases/"


@pytest.fixture
def setting(client):
    """A case and its midwife, signed in."""
    case, nurse, _parent = worked_case()
    client.force_login(nurse)
    return case, nurse


def visit(case, **changes):
    """A usual visit as a device sends it."""
    return {
        "id": str(uuid.uuid4()),
        "case": str(case.pk),
        "outcome": "done",
        "happened_at": (timezone.now() - timedelta(hours=3)).isoformat(),
        "device_at": (timezone.now() - timedelta(hours=1)).isoformat(),
        "minutes": 60,
        "place": "home",
        "seen": [{"person": str(case.client_id), "alone": True}],
        "topics": ["housing"],
        "concern": "none",
        "note": "Ffion felt kicks.",
    } | changes


def send(client, body):
    return client.post(VISITS, body, content_type="application/json")


def test_a_visit_sent_twice_is_one_visit_and_one_answer(client, setting):
    case, _nurse = setting
    body = visit(case)
    first, second = send(client, body), send(client, body)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second.headers["Idempotent-Replayed"] == "true"
    assert Visit.objects.get().pk == uuid.UUID(body["id"])


def test_one_id_for_two_bodies_is_refused(client, setting):
    case, _nurse = setting
    body = visit(case)
    send(client, body)
    answer = send(client, body | {"note": "Other words"})
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert VisitNote.objects.get().text == "Ffion felt kicks."


def test_a_visit_by_api_is_signed_and_moves_the_case(client, setting):
    case, nurse = setting
    data = send(client, visit(case)).json()
    assert data["cases"][0]["note"] == "Ffion felt kicks."
    assert VisitNote.objects.get().signed_by == nurse
    case.refresh_from_db()
    assert case.stage == Stage.ANTENATAL


def test_a_planned_visit_is_recorded_under_its_own_id(client, setting):
    case, nurse = setting
    planned = visit_row(case, nurse, outcome="planned", note="")
    send(client, visit(case, id=str(planned.pk)))
    planned.refresh_from_db()
    assert planned.outcome == "done"
    assert Visit.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "status"),
    [
        ({"happened_at": "2099-01-01T10:00:00Z"}, "happened_at", 422),
        ({"happened_at": "2019-01-01T10:00:00Z"}, "happened_at", 422),
        ({"happened_at": "2026-02-30T10:00:00Z"}, "happened_at", 400),
        ({"note": "x" * 1_048_576}, "note", 400),
        ({"note": "a\x00b"}, "note", 400),
        ({"note": ""}, "note", 400),
        ({"seen": []}, "seen", 422),
        ({"seen": [{"person": str(uuid.uuid4())}]}, "seen", 422),
        ({"colleagues": [str(uuid.uuid4())]}, "colleagues", 422),
        ({"topics": ["unheard_of"]}, "topics", 422),
        ({"place": "moon"}, "place", 422),
        ({"concern": ""}, "concern", 400),
        ({"minutes": 0}, "minutes", 400),
        ({"outcome": "cancelled"}, "outcome", 400),
        ({"id": "1"}, "id", 400),
    ],
)
def test_what_cannot_be_is_named_with_its_field(client, setting, changes, field, status):
    case, _nurse = setting
    answer = send(client, visit(case, **changes))
    assert answer.status_code == status
    assert f"#/{field}" in {one["pointer"].rsplit("/0", 1)[0] for one in answer.json()["errors"]}
    assert not Visit.objects.exists()


def test_a_refused_visit_can_be_sent_again_under_its_id(client, setting):
    case, _nurse = setting
    body = visit(case)
    assert send(client, body | {"place": "moon"}).status_code == 422
    assert send(client, body).status_code == 201


def test_broken_json_is_a_problem_and_not_a_crash(client, setting):
    answer = client.post(VISITS, "{", content_type="application/json")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_case_out_of_scope_is_not_there(client, setting):
    hidden = antenatal_case(team_offering())
    assert send(client, visit(hidden)).status_code == 404
    assert client.get(f"{CASES}{hidden.pk}/").status_code == 404
    assert client.get(VISITS, {"case": str(hidden.pk)}).status_code == 404
    assert str(hidden.pk) not in client.get(CASES).content.decode()


def test_somebody_elses_visit_cannot_be_taken_over_by_its_id(client, setting):
    case, _nurse = setting
    hidden = antenatal_case(team_offering())
    theirs = visit_row(hidden, midwife(hidden.team), outcome="planned", note="")
    answer = send(client, visit(case, id=str(theirs.pk)))
    assert answer.status_code == 422
    theirs.refresh_from_db()
    assert theirs.outcome == "planned"


def test_a_closed_case_is_refused(client, setting):
    case, _nurse = setting
    Case.objects.filter(pk=case.pk).update(stage=Stage.CLOSED, closed_on=timezone.localdate())
    assert send(client, visit(case)).status_code == 422


def test_without_a_session_the_answer_is_401(client):
    assert client.get(CASES).status_code == 401
    assert client.post(VISITS, {}, content_type="application/json").status_code == 401


@pytest.mark.parametrize("role", ["returns_admin", "referrer", "information_governance", "system_admin"])
def test_roles_without_casework_find_nothing(client, role):
    case, _nurse, _parent = worked_case()
    client.force_login(user_with(role, team=case.team))
    for address in (CASES, f"{CASES}{case.pk}/", VISITS):
        assert client.get(address).status_code == 404


def test_a_list_comes_in_pages_and_loses_none(client, setting, monkeypatch):
    case, _nurse = setting
    for _number in range(4):
        antenatal_case(case.team)
    monkeypatch.setattr("families.api.NewestFirst.page_size", 2)
    seen, address = [], CASES
    while address:
        page = client.get(address).json()
        seen += [row["id"] for row in page["results"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == 5
    assert seen == sorted(seen, reverse=True)


def test_a_visit_shows_only_the_record_that_may_be_seen(client, setting):
    case, nurse = setting
    his = partner_case(case)
    joint = visit_row(case, nurse)
    joint.visit_cases.create(case=his)
    case.family.parents_kept_apart = True
    case.family.save()
    rows = client.get(VISITS).json()["results"]
    assert [one["case"] for one in rows[0]["cases"]] == [str(case.pk)]


def test_a_draft_is_not_told_to_anybody(client, setting):
    case, nurse = setting
    visit_row(case, nurse, signed=False)
    assert client.get(VISITS, {"case": str(case.pk)}).json()["results"][0]["cases"][0]["note"] == ""


@pytest.mark.parametrize("rows", [3, 30])
def test_the_number_of_queries_does_not_grow_with_the_visits(client, setting, django_assert_max_num_queries, rows):
    case, nurse = setting
    for _number in range(rows):
        visit_row(case, nurse)
    with django_assert_max_num_queries(14):
        assert len(client.get(VISITS).json()["results"]) == rows


def test_reading_and_listing_are_remembered(client, setting):
    case, _nurse = setting
    client.get(f"{CASES}{case.pk}/")
    client.get(CASES)
    kinds = list(AccessEntry.objects.order_by("id").values_list("kind", flat=True))
    assert kinds[-2:] == ["opened", "listed"]


def test_a_safeguarding_concern_sent_by_a_device_makes_its_task(client, setting):
    case, _nurse = setting
    send(client, visit(case, concern="safeguarding"))
    assert Task.objects.get(case=case).urgent


def test_the_description_of_the_api_names_these_addresses(client, setting):
    schema = client.get("/api/v1/schema/").json()
    assert {"/api/v1/cases/", "/api/v1/cases/{case_id}/", "/api/v1/visits/"} <= schema["paths"].keys()
    sent = schema["components"]["schemas"]["VisitSent"]
    Draft202012Validator.check_schema(sent)
    assert {"id", "case", "outcome", "happened_at", "note", "concern", "place"} <= set(sent["required"])
