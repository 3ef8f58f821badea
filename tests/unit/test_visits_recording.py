"""What is true of a visit before, when and after it is signed."""

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.utils import timezone

from activity.edits import StaleEdit
from activity.models import Notification
from families.actions.notes import add_to_note, undo_until, write_note
from families.actions.visits import (
    cancel_visit,
    keep_draft,
    plan_visit,
    record_visit,
    throw_away_draft,
    undo_recording,
)
from families.errors import (
    AlreadyRecorded,
    CaseIsClosed,
    DateImpossible,
    NoteIsSigned,
    NotYours,
    UndoTooLate,
    VisitIncomplete,
)
from families.models import Case, Task, Visit, VisitNote
from families.models.choices import Stage, TaskCause
from families.visiting import LONGEST_NOTE, Account, CaseEntry, Seen
from tests.factories.families import (
    antenatal_case,
    manager,
    midwife,
    parent_worker,
    partner_case,
    visit_row,
    worked_case,
)

pytestmark = pytest.mark.django_db


def two_hours_ago():
    return timezone.now() - timedelta(hours=2)


def account(case, *, note="Ffion felt kicks.", outcome="done", **details):
    entry = CaseEntry(
        case=case,
        note=note,
        concern=details.pop("concern", "none"),
        follow_up=details.pop("follow_up", ""),
        topics=details.pop("topics", ()),
        note_version=details.pop("note_version", 0),
    )
    seen = details.pop("seen", (Seen(case.client, alone=True),) if outcome == "done" else ())
    details.setdefault("happened_at", two_hours_ago())
    return Account(
        outcome=outcome,
        entries=(entry, *details.pop("more", ())),
        seen=seen,
        minutes=60,
        place="home",
        **details,
    )


def test_a_signed_visit_moves_the_case_on_and_meets_the_first_contact_clock():
    case, nurse, _parent = worked_case()
    visit = record_visit(account=account(case), by=nurse)
    case.refresh_from_db()
    assert case.stage == Stage.ANTENATAL
    assert case.milestones.get(rule="first_contact").met_on == timezone.localdate(visit.happened_at)


def test_event_device_and_entry_time_are_three_facts():
    case, nurse, _parent = worked_case()
    happened, device = two_hours_ago(), timezone.now() - timedelta(hours=1)
    visit = record_visit(account=account(case, happened_at=happened, device_at=device), by=nurse)
    visit.refresh_from_db()
    assert (visit.happened_at, visit.device_at) == (happened, device)
    assert visit.entered_at > device


@pytest.mark.parametrize("outcome", ["done", "no_access"])
def test_a_visit_to_come_cannot_have_happened(outcome):
    case, nurse, _parent = worked_case()
    with pytest.raises(DateImpossible) as refused:
        record_visit(account=account(case, outcome=outcome, happened_at=timezone.now() + timedelta(hours=1)), by=nurse)
    assert refused.value.field == "happened_at"
    assert not Visit.objects.exists()


def test_a_visit_from_before_the_case_is_refused():
    case, nurse, _parent = worked_case()
    with pytest.raises(DateImpossible):
        record_visit(account=account(case, happened_at=timezone.now() - timedelta(days=40)), by=nurse)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"seen": ()}, "seen"),
        ({"concern": ""}, "concern"),
        ({"note": "  "}, "note"),
        ({"note": "a\x00b"}, "note"),
        ({"note": "x" * (LONGEST_NOTE + 1)}, "note"),
        ({"topics": ("unheard_of",)}, "topics"),
    ],
)
def test_signing_asks_for_what_is_missing_at_its_field(wrong, field):
    case, nurse, _parent = worked_case()
    with pytest.raises(VisitIncomplete) as refused:
        record_visit(account=account(case, **wrong), by=nurse)
    assert refused.value.field == field


def test_a_joint_visit_is_one_event_with_two_workers_and_a_note_for_each_case():
    case, nurse, parent = worked_case()
    his = partner_case(case)
    more = (CaseEntry(case=his, note="Dylan asked about work.", concern="none"),)
    visit = record_visit(account=account(case, colleagues=(parent,), more=more), by=nurse)
    assert {row.worker for row in visit.workers.all()} == {nurse, parent}
    assert VisitNote.objects.get(visit_case__case=his).text == "Dylan asked about work."
    assert VisitNote.objects.get(visit_case__case=case).text == "Ffion felt kicks."


def test_somebody_of_the_team_who_is_not_on_the_case_makes_a_duty_entry():
    case, nurse, _parent = worked_case()
    stranger = midwife(case.team)
    assert not record_visit(account=account(case), by=nurse).visit_cases.get().duty
    assert record_visit(account=account(case), by=stranger).visit_cases.get().duty


def test_somebody_of_another_team_cannot_log():
    case, _nurse, _parent = worked_case()
    outsider = midwife(antenatal_case().team)
    with pytest.raises(NotYours):
        record_visit(account=account(case), by=outsider)


def test_a_closed_case_takes_no_visit():
    case, nurse, _parent = worked_case()
    Case.objects.filter(pk=case.pk).update(stage=Stage.CLOSED, closed_on=timezone.localdate())
    with pytest.raises(CaseIsClosed):
        record_visit(account=account(case), by=nurse)


def test_a_follow_up_makes_a_task_for_its_author():
    case, nurse, _parent = worked_case()
    record_visit(account=account(case, concern="follow_up", follow_up="Ring housing"), by=nurse)
    task = Task.objects.get(case=case)
    assert (task.title, task.assigned_to, task.urgent) == ("Ring housing", nurse, False)
    assert task.due_on == timezone.localdate() + timedelta(days=7)


def test_a_safeguarding_concern_makes_an_urgent_task_and_tells_the_manager():
    case, nurse, _parent = worked_case()
    boss = manager(case.team)
    record_visit(account=account(case, concern="safeguarding"), by=nurse)
    task = Task.objects.get(case=case)
    assert (task.cause, task.urgent, task.due_on) == (TaskCause.SAFEGUARDING, True, timezone.localdate())
    told = Notification.objects.get(user=boss)
    assert case.reference in told.text
    assert "Ffion" not in told.text


def test_a_manager_who_is_excluded_from_the_family_is_not_told():
    case, nurse, _parent = worked_case()
    boss = manager(case.team)
    case.family.exclusions.create(user=boss, reason="relative", starts=timezone.localdate())
    record_visit(account=account(case, concern="safeguarding"), by=nurse)
    assert not Notification.objects.filter(user=boss).exists()


def test_the_second_visit_in_a_row_without_access_reaches_the_manager_once():
    case, nurse, _parent = worked_case()
    boss = manager(case.team)
    at = timezone.now() - timedelta(days=3)
    for day in range(3):
        record_visit(account=account(case, outcome="no_access", happened_at=at + timedelta(days=day)), by=nurse)
        escalated = Task.objects.filter(case=case, cause=TaskCause.NO_ACCESS).count()
        assert escalated == (1 if day >= 1 else 0)
    assert Notification.objects.filter(user=boss, kind="no-access").count() == 2


def test_a_visit_that_was_done_ends_the_row_of_visits_without_access():
    case, nurse, _parent = worked_case()
    at = timezone.now() - timedelta(days=4)
    for day, outcome in enumerate(["no_access", "done", "no_access"]):
        record_visit(account=account(case, outcome=outcome, happened_at=at + timedelta(days=day)), by=nurse)
    assert not Task.objects.filter(cause=TaskCause.NO_ACCESS).exists()


def test_what_to_try_next_becomes_a_task():
    case, nurse, _parent = worked_case()
    record_visit(account=account(case, outcome="no_access", next_try="ring"), by=nurse)
    assert Task.objects.get(cause=TaskCause.NEXT_TRY).due_on == timezone.localdate()


def test_signing_can_be_undone_for_ten_minutes_and_takes_its_effects_back():
    case, nurse, _parent = worked_case()
    visit = record_visit(account=account(case, concern="safeguarding"), by=nurse)
    undo_recording(visit=visit, by=nurse)
    visit.refresh_from_db()
    case.refresh_from_db()
    note = VisitNote.objects.get(visit_case__visit=visit)
    assert (visit.outcome, note.signed_at, note.text) == ("draft", None, "Ffion felt kicks.")
    assert case.stage == Stage.ALLOCATED
    assert case.milestones.get(rule="first_contact").met_on is None
    assert Task.objects.get(case=case).cancelled_on == timezone.localdate()


def test_a_planned_visit_is_planned_again_after_an_undo():
    case, nurse, _parent = worked_case()
    visit = visit_row(case, nurse, outcome="planned", note="")
    record_visit(visit=visit, account=account(case), by=nurse)
    undo_recording(visit=visit, by=nurse)
    visit.refresh_from_db()
    assert (visit.outcome, visit.happened_at) == ("planned", None)


def test_undo_is_over_after_ten_minutes():
    case, nurse, _parent = worked_case()
    visit = record_visit(account=account(case), by=nurse)
    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1)):
        assert undo_until(visit, nurse) is None
        with pytest.raises(UndoTooLate):
            undo_recording(visit=visit, by=nurse)


def test_only_the_one_who_signed_can_undo():
    case, nurse, parent = worked_case()
    visit = record_visit(account=account(case, colleagues=(parent,)), by=nurse)
    with pytest.raises(NotYours):
        undo_recording(visit=visit, by=parent)


def test_the_database_refuses_to_change_or_remove_a_signed_text():
    case, nurse, _parent = worked_case()
    note = VisitNote.objects.get(visit_case__visit=record_visit(account=account(case), by=nurse))
    with pytest.raises(DatabaseError), transaction.atomic():
        VisitNote.objects.filter(pk=note.pk).update(text="Something else")
    with pytest.raises(DatabaseError), transaction.atomic():
        VisitNote.objects.filter(pk=note.pk).delete()


def test_a_signed_note_is_corrected_by_an_addition_that_is_final():
    case, nurse, parent = worked_case()
    note = VisitNote.objects.get(visit_case__visit=record_visit(account=account(case), by=nurse))
    addition = add_to_note(note=note, text="It was Monday.", by=parent)
    assert addition.written_by == parent
    with pytest.raises(DatabaseError), transaction.atomic():
        type(addition).objects.filter(pk=addition.pk).update(text="It was Tuesday.")


def test_an_addition_needs_a_signed_note_and_words():
    case, nurse, _parent = worked_case()
    note = VisitNote.objects.get(visit_case__visit=visit_row(case, nurse, signed=False))
    with pytest.raises(VisitIncomplete):
        add_to_note(note=note, text="More", by=nurse)


def test_a_draft_counts_nowhere_until_it_is_signed():
    case, nurse, _parent = worked_case()
    visit = keep_draft(account=account(case, concern="", seen=()), by=nurse)
    case.refresh_from_db()
    assert visit.outcome == "draft"
    assert case.stage == Stage.ALLOCATED
    record_visit(visit=visit, account=account(case, note_version=1), by=nurse)
    visit.refresh_from_db()
    assert visit.outcome == "done"
    assert visit.planned_for is None


def test_two_editors_of_one_draft_are_told_and_neither_text_is_lost():
    case, nurse, parent = worked_case()
    visit = visit_row(case, nurse, parent, outcome="planned", note="")
    keep_draft(visit=visit, account=account(case, note="Her words"), by=nurse)
    with pytest.raises(StaleEdit) as stale:
        keep_draft(visit=visit, account=account(case, note="My words"), by=parent)
    assert stale.value.current.text == "Her words"
    assert stale.value.attempted == {"text": "My words"}


def test_a_note_that_was_signed_meanwhile_is_not_overwritten():
    case, nurse, parent = worked_case()
    row = record_visit(account=account(case), by=nurse).visit_cases.get()
    with pytest.raises(NoteIsSigned):
        write_note(visit_case=row, text="Other", expected_version=1, by=parent)


def test_a_visit_is_recorded_once():
    case, nurse, _parent = worked_case()
    visit = record_visit(account=account(case), by=nurse)
    with pytest.raises(AlreadyRecorded):
        record_visit(visit=visit, account=account(case), by=nurse)


def test_only_a_planned_visit_can_be_cancelled():
    case, nurse, _parent = worked_case()
    with pytest.raises(VisitIncomplete):
        record_visit(account=account(case, outcome="cancelled", cancelled_by="family"), by=nurse)
    visit = visit_row(case, nurse, outcome="planned", note="")
    cancel_visit(visit=visit, cancelled_by="family", reasons={case: "Ill"}, by=nurse)
    with pytest.raises(AlreadyRecorded):
        cancel_visit(visit=visit, cancelled_by="family", reasons={case: ""}, by=nurse)


def test_a_visit_is_planned_for_a_time_to_come():
    case, nurse, parent = worked_case()
    visit = plan_visit(cases=[case], workers=[nurse, parent], planned_for=timezone.now() + timedelta(days=1), by=nurse)
    assert visit.workers.count() == 2
    with pytest.raises(DateImpossible):
        plan_visit(cases=[case], workers=[nurse], planned_for=two_hours_ago(), by=nurse)


def test_a_draft_is_thrown_away_by_its_author_alone():
    case, nurse, _parent = worked_case()
    visit = keep_draft(account=account(case), by=nurse)
    with pytest.raises(NotYours):
        throw_away_draft(visit=visit, by=parent_worker(case.team))
    throw_away_draft(visit=visit, by=nurse)
    assert not Visit.objects.exists()
