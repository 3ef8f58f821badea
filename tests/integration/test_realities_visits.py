"""What a naive system gets wrong about visits, help, groups and fathers, each told from the form to the database."""

import csv
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from activity.drafts import draft_token
from activity.models import Notification
from families.actions.merging import merge_people
from families.actions.merging_undo import undo_merge
from families.merging.pairs import default_choices
from families.models import Case, Goal, PracticalHelp, Task, Visit, VisitCase, VisitNote, VisitWorker
from families.timeline.reading import read_timeline
from outcomes.models import Assessment
from outcomes.periods import periods_between
from reporting.counting import figures_of
from reporting.indicators.registry import indicator
from reporting.scope import scope_of
from tests.factories.families import (
    allocated,
    antenatal_case,
    at,
    born,
    manager,
    midwife,
    parent_worker,
    partner_case,
    visit_row,
    worked_case,
)
from tests.factories.outcomes import reading
from tests.integration.visit_answers import HIS, answers, new

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def figure(case, key):
    """The figure of the year that today is in."""
    year = next(one for one in periods_between(TODAY, TODAY) if "-q" not in one.key)
    line = indicator(key)
    return figures_of(scope_of(case.service_version.service, year), [line])[key].numerator


def test_r1_a_joint_visit_is_one_event_with_several_workers_on_the_form_in_the_diary_and_in_the_return():
    case, nurse, parent = worked_case()
    signed_in(nurse).post(new(case), answers(case, colleagues=[str(parent.pk)]))
    visit = Visit.objects.get()
    assert set(visit.workers.values_list("worker", flat=True)) == {nurse.pk, parent.pk}
    for worker in (nurse, parent):
        entries = [one for one in read_timeline(case, worker).entries if one.kind == "visit"]
        assert [one.by for one in entries] == [f"{nurse.name}, {parent.name}"]
    assert (figure(case, "visits_completed"), figure(case, "worker_contacts")) == (1, 2)


def test_r1_a_joint_visit_of_which_each_side_writes_its_own_account_is_one_visit_still():
    hers, her_worker, _parent = worked_case()
    his, his_worker = partner_case(hers), midwife(hers.team)
    allocated(his, "midwife", his_worker)
    hers.family.parents_kept_apart = True
    hers.family.save(update_fields=["parents_kept_apart"])
    visit = visit_row(hers, her_worker, his_worker, outcome="planned", note="", when=at(TODAY - timedelta(days=1)))
    VisitCase.objects.create(visit=visit, case=his)
    page = reverse("families:visit_log", args=[visit.pk])
    signed_in(his_worker).post(page, answers(his))
    signed_in(her_worker).post(page, answers(hers))
    assert Visit.objects.done().count() == 2
    assert figure(hers, "visits_completed") == 1
    assert figure(hers, "worker_contacts") == 2
    assert figure(hers, "planned_visits_completed") == 1
    Visit.objects.filter(parted_from=visit).update(happened_at=at(TODAY - timedelta(days=2)))
    assert figure(hers, "visits_completed") == 2, "on two days they were two visits"


def test_r2_no_access_is_counted_and_tells_the_manager_after_the_configured_number():
    case, nurse, _parent = worked_case()
    boss = manager(case.team)
    client = signed_in(nurse)
    for ago, told in ((3, 0), (2, 1), (1, 2)):
        day = TODAY - timedelta(days=ago)
        client.post(new(case), answers(
            case, outcome="no_access", seen=None, alone=None, note="Nobody opened.",
            **{"day-day": str(day.day), "day-month": str(day.month), "day-year": str(day.year)},
        ))  # fmt: skip
        assert Notification.objects.filter(user=boss, kind="no-access").count() == told
    assert Task.objects.filter(case=case, cause="no_access", urgent=True).count() == 1
    assert [one.kind for one in read_timeline(case, nurse, kind="noaccess").entries] == ["noaccess"] * 3
    assert figure(case, "visits_completed") == 0
    pages = [
        client.get(reverse("families:visit", args=[pk])).content.decode()
        for pk in Visit.objects.order_by("happened_at").values_list("pk", flat=True)
    ]
    said = ["1 visit without access", "2 visits in a row without access", "3 visits in a row without access"]
    assert all(words in page for words, page in zip(said, pages, strict=True))


def test_r3_mileage_is_by_worker_and_day_on_the_page_and_in_the_file():
    case, nurse, parent = worked_case()
    when = timezone.now() - timedelta(minutes=30)
    day = timezone.localtime(when)
    today = {"day-day": day.day, "day-month": day.month, "day-year": day.year, "time": f"{day:%H:%M}"}
    signed_in(nurse).post(new(case), answers(case, colleagues=[str(parent.pk)], travel_miles="6.4", **today))
    hers = VisitWorker.objects.get(worker=parent)
    signed_in(parent).post(reverse("families:mileage"), {f"miles-{hers.pk}": "2"})
    boss = signed_in(manager(case.team))
    rows = list(csv.DictReader(boss.get(reverse("families:mileage_file")).content.decode().splitlines()))
    found = {row["worker"]: (row["day"], row["visits"], row["miles"]) for row in rows}
    assert found == {
        nurse.name: (day.date().isoformat(), "1", "6.4"),
        parent.name: (day.date().isoformat(), "1", "2.0"),
    }
    assert "6.4" in boss.get(reverse("families:mileage")).content.decode()
    own = signed_in(nurse).get(reverse("families:mileage_file")).content.decode()
    assert parent.name not in own, "a worker reads their own miles, a manager those of the team"


def test_r4_a_note_written_hours_later_keeps_when_it_happened_when_it_was_written_and_when_it_came_in():
    case, nurse, _parent = worked_case()
    written = (timezone.now() - timedelta(hours=3)).replace(microsecond=0)
    signed_in(nurse).post(new(case), answers(case, device_at=written.isoformat()))
    visit = Visit.objects.get()
    assert visit.happened_at == at(TODAY - timedelta(days=1), 10)
    assert visit.device_at == written
    assert visit.entered_at > written + timedelta(hours=2)
    page = signed_in(nurse).get(reverse("families:visit", args=[visit.pk])).content.decode()
    positions = [page.index(words) for words in ("Took place", "On the device", "Entered")]
    assert positions == sorted(positions)


def test_r5_two_edits_of_one_record_are_both_kept_until_somebody_chooses():
    case, nurse, parent = worked_case()
    visit = visit_row(case, nurse, parent, outcome="planned", note="")
    page = reverse("families:visit_log", args=[visit.pk])
    signed_in(nurse).post(page, answers(case, draft="1", note="Text of the midwife"))
    conflict = signed_in(parent).post(page, answers(case, draft="1", note="Text of the parent worker"))
    shown = conflict.content.decode()
    assert conflict.status_code == 409
    assert "Text of the midwife" in shown
    assert "Text of the parent worker" in shown
    assert VisitNote.objects.get().text == "Text of the midwife", "never the last one to write"


def test_r5_a_goal_changed_twice_at_once_answers_the_second_with_both():
    case, nurse, _parent = worked_case()
    goal = Goal.objects.create(case=case, title="A home", agreed_on=TODAY)
    page, client = reverse("families:goal_edit", args=[goal.pk]), signed_in(nurse)
    day = {f"agreed_on-{part}": getattr(TODAY, part) for part in ("day", "month", "year")}
    client.post(page, {"version": "1", "title": "Theirs", **day})
    conflict = client.post(page, {"version": "1", "title": "Mine", **day})
    assert conflict.status_code == 409
    assert "Theirs" in conflict.content.decode()
    assert "Mine" in conflict.content.decode()


def test_r8_two_midwives_who_referred_one_woman_are_merged_and_the_merge_is_taken_back():
    one = antenatal_case(given_name="Ffion", family_name="Sampl")
    other = antenatal_case(one.team, given_name="Fion", family_name="Sampel", opened_on=TODAY - timedelta(days=35))
    boss, nurse = manager(one.team), midwife(one.team)
    allocated(other, "midwife", nurse)
    visit = visit_row(other, nurse)
    entry = PracticalHelp.objects.create(case=other, kind="housing", what="A flat", asked_on=TODAY)
    merge = merge_people(
        kept=one.client, merged=other.client, choices=default_choices(one.client, other.client), why="One card", by=boss
    )
    assert Case.objects.filter(merged_into=None, family__partnership=one.partnership).count() == 1
    for row in (visit.visit_cases.get(), PracticalHelp.objects.get(pk=entry.pk)):
        assert row.case_id == one.pk
    undo_merge(merge=merge, why="Two women after all", by=boss)
    for row in (visit.visit_cases.get(), PracticalHelp.objects.get(pk=entry.pk)):
        assert row.case_id == other.pk


def test_r20_grants_housing_and_decorating_are_a_ledger_of_requests_and_awards():
    case, nurse, _parent = worked_case()
    client = signed_in(nurse)
    day = {f"asked_on-{part}": getattr(TODAY, part) for part in ("day", "month", "year")}
    for kind, amount in (("daf", "300"), ("home", "85.50"), ("housing", "")):
        client.post(
            reverse("families:help_new", args=[case.pk]),
            {"kind": kind, "what": f"For {kind}", "amount_asked": amount, "state": "asked", **day},
        )
    grant = PracticalHelp.objects.get(kind="daf")
    decided = {name.replace("asked_on", "decided_on"): value for name, value in day.items()}
    client.post(
        reverse("families:help_edit", args=[grant.pk]),
        {"version": "1", "kind": "daf", "what": "For daf", "amount_asked": "300", "state": "awarded",
         "amount_awarded": "250", **day, **decided},
    )  # fmt: skip
    page = client.get(reverse("families:practical_help", args=[case.pk])).content.decode()
    assert "£385.50" in page, "asked for in all"
    assert "£250" in page
    grant.refresh_from_db()
    assert (grant.amount_awarded, grant.decided_on) == (Decimal(250), TODAY)
    assert read_timeline(case, nurse, kind="help").entries[0].title == "Awarded: For daf"


def test_w1_a_session_that_ends_in_the_middle_of_a_note_loses_nothing():
    case, nurse, _parent = worked_case()
    client = Client()
    token = draft_token(user=nurse, kind="visit", subject_id=f"case-{case.pk}")
    answer = client.post(new(case), answers(case, draft_token=token, note="Written for twenty minutes"))
    assert answer.status_code == 302
    assert not Visit.objects.exists()
    client.force_login(nurse)
    assert "Written for twenty minutes" in client.get(new(case)).content.decode()


def test_w2_one_visit_for_several_children_is_one_visit_that_names_each_of_them():
    case, nurse, _parent = worked_case(fetuses=2)
    children = list(case.pregnancy.children.order_by("birth_order"))
    for child in children:
        born(child, on=TODAY - timedelta(days=4))
    seen = [str(case.client_id), *(str(child.person_id) for child in children)]
    signed_in(nurse).post(new(case), answers(case, seen=seen))
    visit = Visit.objects.get()
    assert {str(row.person_id) for row in visit.people.all()} == set(seen)
    assert figure(case, "visits_completed") == 1


def test_w2_one_visit_for_two_records_has_a_note_for_each_and_is_one_visit():
    case, nurse, _parent = worked_case()
    his = partner_case(case)
    allocated(his, "midwife", nurse)
    signed_in(nurse).post(new(case), answers(case, **HIS))
    visit = Visit.objects.get()
    assert {row.case: row.note.text[:5] for row in visit.visit_cases.all()} == {case: "Ffion", his: "Dylan"}
    assert figure(case, "visits_completed") == 1


def test_w8_a_baseline_that_is_missing_is_never_shown_as_complete():
    case, nurse, _parent = worked_case(opened_on=TODAY - timedelta(days=80))
    reading(case, 5, point="end", on=TODAY)
    page = signed_in(nurse).get(reverse("outcomes:scores", args=[case.pk])).content.decode()
    assert "There are no start scores yet." in page
    assert "things have become better" not in page
    assert not Assessment.objects.filter(case=case).at_start().exists()
    late = case.milestones.get(rule="start_scores")
    assert late.met_on is None
    assert late.due_on < TODAY
    assert figure(case, "start_scores_in_time") == 0


def test_a_father_is_a_client_in_his_own_right_and_nothing_of_the_mothers_record_reaches_him_by_that():
    hers, her_worker, _parent = worked_case(family_name="Cyfrinach")
    his = partner_case(hers)
    his_worker = parent_worker(hers.team)
    allocated(his, "parent_worker", his_worker)
    hers.family.parents_kept_apart = True
    hers.family.save(update_fields=["parents_kept_apart"])
    visit_row(hers, her_worker, note="She told me in confidence")
    client = signed_in(his_worker)
    client.post(reverse("outcomes:evaluation_new", args=[his.pk]), _satisfied())
    pages = ["families:case", "families:timeline", "families:visits", "families:topics", "families:practical_help",
             "families:case_groups", "outcomes:scores", "outcomes:evaluations"]  # fmt: skip
    for name in pages:
        answer = client.get(reverse(name, args=[his.pk]))
        assert answer.status_code == 200, name
        for secret in ("Ffion", "in confidence"):
            assert secret not in answer.content.decode(), name
        assert client.get(reverse(name, args=[hers.pk])).status_code == 404, name
    assert his.evaluations.count() == 1
    assert hers.evaluations.count() == 0
    reading(his, 5, point="start", on=TODAY)
    assert not Assessment.objects.filter(case=hers).exists()


def _satisfied():
    day = {f"answered_on-{part}": getattr(TODAY, part) for part in ("day", "month", "year")}
    return {"answer_satisfied": "very", "way": "alone", **day}


@pytest.mark.parametrize("what", ["in the future", "closed", "twice", "signed out"])
def test_what_may_not_be_signed_is_refused_in_words_and_the_text_is_kept(what):
    case, nurse, _parent = worked_case()
    client, sent = signed_in(nurse), answers(case, note="Half an hour's work")
    sent["draft_token"] = draft_token(user=nurse, kind="visit", subject_id=f"case-{case.pk}")
    if what == "in the future":
        day = TODAY + timedelta(days=1)
        sent |= {"day-day": str(day.day), "day-month": str(day.month), "day-year": str(day.year)}
    elif what == "closed":
        Case.objects.filter(pk=case.pk).update(closed_on=TODAY, stage="closed")
    elif what == "signed out":
        client = Client()
    first, second = client.post(new(case), sent), client.post(new(case), sent)
    assert Visit.objects.count() == (1 if what == "twice" else 0)
    if what == "twice":
        assert first.url == second.url
    elif what != "signed out":
        assert "Half an hour" in first.content.decode()
        assert first.status_code == 400
