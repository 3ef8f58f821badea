"""A joint visit that one side records, cancels or moves: the other side's part stays as it was."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from activity.drafts import find_draft, save_draft
from families.models import Visit, VisitCase, VisitNote
from tests.factories.families import allocated, midwife, parent_worker, partner_case, visit_row, worked_case
from tests.integration.visit_answers import answers

pytestmark = pytest.mark.django_db


class Joint:
    """Planned two hours ago for a mother and a father who are kept apart, with the worker of each."""

    def __init__(self, *, apart: bool = True) -> None:
        self.hers, self.her_worker, _parent = worked_case()
        self.his = partner_case(self.hers)
        self.his_worker = parent_worker(self.hers.team)
        allocated(self.his, "parent_worker", self.his_worker)
        self.visit = visit_row(self.hers, self.her_worker, self.his_worker, outcome="planned", note="")
        VisitCase.objects.create(visit=self.visit, case=self.his)
        self.hers.family.parents_kept_apart = apart
        self.hers.family.save(update_fields=["parents_kept_apart"])

    def part_of(self, case) -> Visit:
        return Visit.objects.get(visit_cases__case=case)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def workers_of(visit) -> set:
    return set(visit.workers.values_list("worker", flat=True))


def record(joint, **more):
    return signed_in(joint.his_worker).post(
        reverse("families:visit_log", args=[joint.visit.pk]), answers(joint.his, **more)
    )


@pytest.mark.parametrize("outcome", ["done", "no_access"])
def test_recording_ones_own_side_leaves_the_other_side_planned_with_its_worker(outcome):
    joint = Joint()
    assert record(joint, outcome=outcome).status_code == 302
    his, hers = joint.part_of(joint.his), joint.part_of(joint.hers)
    assert (his.pk, his.outcome, workers_of(his)) == (joint.visit.pk, outcome, {joint.his_worker.pk})
    assert (hers.outcome, hers.planned_for) == ("planned", joint.visit.planned_for)
    assert workers_of(hers) == {joint.her_worker.pk}
    assert not VisitNote.objects.filter(visit_case__case=joint.hers).exists()


def test_the_other_worker_finds_her_part_on_today_and_under_the_old_address():
    joint = Joint()
    Visit.objects.update(planned_for=timezone.now() + timedelta(minutes=1))
    record(joint, outcome="cancelled", cancelled_by="family", seen=None, concern=None, note="")
    hers = joint.part_of(joint.hers)
    client = signed_in(joint.her_worker)
    answer = client.get(reverse("families:visit", args=[joint.visit.pk]))
    assert answer.url == reverse("families:visit", args=[hers.pk])
    assert client.get(reverse("families:visit_log", args=[joint.visit.pk])).status_code == 200
    assert reverse("families:visit_log", args=[hers.pk]) in client.get(reverse("families:today")).content.decode()
    assert signed_in(joint.his_worker).get(reverse("families:visit", args=[hers.pk])).status_code == 404


def test_her_form_that_was_open_meanwhile_is_signed_as_her_part():
    joint = Joint()
    record(joint)
    sent = answers(joint.hers, note="She is well.")
    signed_in(joint.her_worker).post(reverse("families:visit_log", args=[joint.visit.pk]), sent)
    hers = joint.part_of(joint.hers)
    assert (hers.outcome, workers_of(hers)) == ("done", {joint.her_worker.pk})
    assert joint.part_of(joint.his).outcome == "done"


def test_cancelling_ones_own_side_leaves_the_other_side_planned():
    joint = Joint()
    page = reverse("families:visit_cancel", args=[joint.visit.pk])
    assert signed_in(joint.his_worker).post(page, {"cancelled_by": "family", "reason": "A cold"}).status_code == 302
    his, hers = joint.part_of(joint.his), joint.part_of(joint.hers)
    assert (his.outcome, his.visit_cases.get().reason) == ("cancelled", "A cold")
    assert (hers.outcome, hers.visit_cases.get().reason) == ("planned", "")


def test_what_the_other_worker_has_typed_goes_with_her_part():
    joint = Joint()
    save_draft(user_id=joint.her_worker.pk, kind="visit", subject_id=str(joint.visit.pk), data={"note": "Half"})
    record(joint)
    kept = find_draft(user=joint.her_worker, kind="visit", subject_id=str(joint.part_of(joint.hers).pk))
    assert kept.data["note"] == "Half"


def test_her_unsigned_note_goes_with_her_part():
    joint = Joint()
    row = joint.visit.visit_cases.get(case=joint.hers)
    VisitNote.objects.create(visit_case=row, text="Begun", entered_by=joint.her_worker)
    record(joint)
    assert joint.part_of(joint.hers).visit_cases.get().note.text == "Begun"


def test_undoing_ones_own_side_touches_nothing_of_the_other():
    joint = Joint()
    record(joint)
    signed_in(joint.his_worker).post(reverse("families:visit_undo", args=[joint.visit.pk]))
    assert joint.part_of(joint.his).outcome == "planned"
    assert workers_of(joint.part_of(joint.hers)) == {joint.her_worker.pk}


def test_who_may_see_both_sides_records_both_in_one_visit_with_a_text_for_each():
    joint = Joint(apart=False)
    both = {"case0-include": "on", "case0-concern": "none", "case0-note": "His note", "case0-others_seen": "His aunt"}
    sent = answers(joint.hers, others_seen="Her aunt", **both)
    signed_in(joint.her_worker).post(reverse("families:visit_log", args=[joint.visit.pk]), sent)
    assert Visit.objects.get().outcome == "done"
    found = dict(VisitCase.objects.values_list("case", "others_seen"))
    assert found == {joint.hers.pk: "Her aunt", joint.his.pk: "His aunt"}


def test_a_phone_that_records_one_case_of_a_joint_visit_leaves_the_other_planned():
    joint = Joint()
    sent = {
        "id": str(joint.visit.pk), "case": str(joint.his.pk), "outcome": "done", "place": "home",
        "happened_at": (timezone.now() - timedelta(hours=1)).isoformat(), "concern": "none", "note": "All well",
        "others_seen": "His aunt",
    }  # fmt: skip
    answer = signed_in(joint.his_worker).post(reverse("api_visits"), sent, content_type="application/json")
    assert answer.status_code == 201, answer.content
    assert [row["others_seen"] for row in answer.json()["cases"]] == ["His aunt"]
    assert joint.part_of(joint.hers).outcome == "planned"


def test_a_worker_of_both_sides_stays_on_both_parts():
    joint = Joint()
    both = midwife(joint.hers.team)
    allocated(joint.his, "midwife", both)
    joint.hers.allocations.filter(slot="midwife").update(worker=both)
    joint.visit.workers.create(worker=both)
    record(joint, colleagues=[str(both.pk)])
    assert both.pk in workers_of(joint.part_of(joint.his))
    assert both.pk in workers_of(joint.part_of(joint.hers))
