"""How a case ends and what outlives it: nobody closes it alone, consent erases nothing, a merge loses nothing."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from activity.models import Notification
from families.actions.closures import ask_closure
from families.actions.statuses import start_status
from families.definition_of import rules_of
from families.models import Case, Closure, Consent, Merge, SharingEntry, Task, VisitCase
from families.tasks import alert_gaps, check_stored, escalate_clocks
from tests.factories import families as make
from tests.integration.life_forms import TODAY, errors, parts, url
from tests.integration.test_merging_pages import Two

pytestmark = pytest.mark.django_db


def entered(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def worked() -> tuple[Case, User, User]:
    case, nurse, _parent = make.worked_case(opened_on=TODAY() - timedelta(days=60))
    return case, nurse, make.manager(case.team)


def test_a_disengaged_family_under_child_protection_is_never_closed_by_itself_and_by_a_manager_who_says_so(worked):
    case, nurse, boss = worked
    child = case.pregnancy.children.get().person
    start_status(
        family=case.family, person=child, definition=rules_of(case), kind="child_protection", starts=TODAY(),
        categories=["neglect"], by=nurse,
    )  # fmt: skip
    with time_machine.travel(timezone.now() + timedelta(days=900)):
        for job in (check_stored, alert_gaps, escalate_clocks):
            job()
        case.refresh_from_db()
        assert case.closed_on is None
        assert not case.closures.exists()
    ask_closure(
        case=case, reason="disengaged", asked_on=TODAY(), end_scores_missing_reason="not_seen",
        statuses_confirmed=True, by=nurse,
    )  # fmt: skip
    closure = Closure.objects.get()
    page = reverse("families:closure_sign", args=[closure.pk])
    data = {"version": closure.version, "answer": "sign"} | parts("signed_on", TODAY())
    assert "is on the child protection register" in errors(entered(boss).post(page, data))
    case.refresh_from_db()
    assert case.closed_on is None
    assert entered(boss).post(page, data | {"register_acknowledged": "on"}).status_code == 302
    case.refresh_from_db()
    assert case.closed_on == TODAY()
    again = {"reason": "She rang", "key": str(uuid4())}
    assert entered(boss).post(url("reopen", case), again).status_code == 302
    case.refresh_from_db()
    assert (case.closed_on, case.allocations.current(TODAY() + timedelta(days=1)).exists()) == (None, False)


def consented(client: Client, case: Case, answer: str) -> None:
    data = {"kind": "service", "person": str(case.client_id), "answer": answer, "key": str(uuid4())}
    assert client.post(url("consent", case), data | parts("answered_on", TODAY())).status_code == 302


def test_withdrawn_consent_starts_a_review_erases_nothing_and_blocks_no_disclosure(worked):
    case, nurse, boss = worked
    parent = case.allocations.get(slot="parent_worker").worker
    visit = make.visit_row(case, nurse, outcome="planned", when=make.at(TODAY() + timedelta(days=2)))
    for answer in ("given", "withdrawn"):
        consented(entered(nurse), case, answer)
    review = Task.objects.get()
    assert (review.urgent, review.due_on, review.assigned_to) == (True, TODAY() + timedelta(days=7), nurse)
    assert "consent has been withdrawn" in Notification.objects.get(user=parent).text
    assert [one.answer for one in Consent.objects.all()] == ["given", "withdrawn"]
    visit.refresh_from_db()
    assert visit.outcome == "planned"
    data = {
        "what": "Bruises seen", "to_whom": "Police", "why": "A child is at risk", "basis": "Protection of a child",
        "allowed_by": str(nurse.pk),
    }  # fmt: skip
    shared = data | parts("shared_on", TODAY())
    assert entered(nurse).post(url("sharing", case), shared | {"key": str(uuid4())}).status_code == 302
    assert "Shared: Bruises seen, with Police" in entered(nurse).get(url("timeline", case)).content.decode()
    Case.objects.filter(pk=case.pk).update(stage="closed", closed_on=TODAY())
    assert entered(boss).post(url("sharing", case), shared | {"key": str(uuid4())}).status_code == 302
    assert SharingEntry.objects.count() == 2


def test_w4_a_merge_loses_no_row_and_undoing_it_brings_each_back_to_its_place(client):
    two = Two(client)
    for case, note in ((two.one, "Seen by the first"), (two.other, "Seen by the second")):
        make.visit_row(case, make.midwife(two.team), note=note)
        Task.objects.create(case=case, title=note)
    before = sorted(VisitCase.objects.values_list("pk", "case")), sorted(Task.objects.values_list("pk", "case"))
    two.client.post(two.url, two.shown())
    merge = Merge.objects.get()
    assert set(Task.objects.values_list("case", flat=True)) == {two.one.pk}
    kept = client.get(url("timeline", two.one)).content.decode()
    assert "Seen by the first" in kept
    assert "Seen by the second" in kept
    undo = reverse("families:merge_undo", args=[merge.pk])
    assert two.client.post(undo, two.shown(undo) | {"why": "Two people"}).status_code == 302
    after = sorted(VisitCase.objects.values_list("pk", "case")), sorted(Task.objects.values_list("pk", "case"))
    assert after == before
    for case, mine, theirs in ((two.one, "first", "second"), (two.other, "second", "first")):
        page = client.get(url("timeline", case)).content.decode()
        assert f"Seen by the {mine}" in page
        assert f"Seen by the {theirs}" not in page
