"""What a merge does with the rows of families and of the rooms below it."""

from typing import Any

from families.merging.references import Changing, moves, stays
from families.merging.words import name_own_rows
from families.models import Attendance, GroupMember, MeetingSubject, VisitPerson

DERIVED = "counted anew from the rows that moved"


def register_own() -> None:
    """Speak for families, accounts and activity."""
    _people()
    _cases()
    _happenings()
    _left_alone()
    name_own_rows()


def _people() -> None:
    for model in ("PersonName", "PersonFact", "Address", "ContactChannel"):
        moves(f"families.{model}", "person")
    moves("families.FamilyMember", "family", "person")
    moves("families.SafetyFlag", "family", "person")
    moves("families.Restriction", "family")
    moves("families.Exclusion", "family")
    moves("families.Pregnancy", "family", "mother")
    moves("families.DueDateEstimate", "pregnancy")
    moves("families.Child", "family", "person", "pregnancy")
    for model in ("Birth", "ChildHome", "Loss", "Separation"):
        moves(f"families.{model}", "child")
    for joined in ("Person", "Family", "Pregnancy", "Child", "Case"):
        stays(f"families.{joined}", "merged_into", because="an earlier merge keeps saying what was joined to what")
    stays("families.Merge", "kept", "merged", because="says who was merged with whom")


def _cases() -> None:
    moves("families.Case", "family", "client", "pregnancy", "child")
    for model in ("Allocation", "Closure", "Goal", "Task", "Document", "SharingEntry", "MeetingCase", "VisitCase"):
        moves(f"families.{model}", "case")
    for model in (
        "AgencyContact",
        "ChronologyEntry",
        "ComplexityChange",
        "MeetingInvitation",
        "PracticalHelp",
        "SupervisionCase",
        "Transfer",
        "VisitRhythm",
    ):
        moves(f"families.{model}", "case")
    moves("families.Transfer", "to_case", "goes_on_in")
    moves("families.GroupMember", "case", collides=_both_have_a_place)
    moves("families.Attendance", "case", collides=_both_in_a_register)
    moves("families.Consent", "case", "person", with_case="case")
    moves("families.HandOver", "case", "child", with_case="case")
    moves("families.Report", "case")
    moves("families.Paper", "case", "child", with_case="case")
    stays("families.Milestone", "case", because=DERIVED)
    moves("families.Milestone", "child", with_case="case")
    stays("families.BreakGlass", "case", because="an hour's sight of one case opens no other")


def _happenings() -> None:
    moves("families.Meeting", "family", with_case="meeting_cases__case")
    moves("families.MeetingSeries", "family", with_case="meetings__meeting_cases__case")
    moves("families.MeetingSubject", "person", with_case="meeting__meeting_cases__case", collides=_both_at_a_meeting)
    moves("families.VisitPerson", "person", with_case="visit__visit_cases__case", collides=_both_in_a_visit)
    moves("families.Status", "family", "person")


def _left_alone() -> None:
    moves("activity.Draft", "subject_id")
    stays("activity.AccessEntry", "subject_id", because="the read log says what was opened under which id")
    stays("activity.AccessEntry", "user_id", because="names a user")
    stays("activity.AccessEntry", "detail", because="the read log is never rewritten")
    stays("activity.Draft", "data", because="what a form said; its ids are looked up again when it is sent")
    stays("activity.Notification", "link", because="the old address leads to the kept record")
    stays("activity.OutboxMessage", "payload", "context", because="on its way; the renewal of both is sent anew")
    stays("activity.ReceivedKey", "object_id", because="a form sent twice leads where the first led")
    stays("families.ImportedRow", "object_id", because="followed to the kept record whenever a file is read again")
    stays("families.ChronologyEntry", "event_row", because="what happened keeps its id in whichever case it stands")
    stays("families.Closure", "statuses", because="keys of statuses as somebody confirmed them")
    stays("families.MeetingSubject", "categories", because="keys of the definition")
    stays("families.Status", "categories", because="keys of the definition")
    stays("families.VisitCase", "topics", because="keys of the definition")
    stays("families.ServiceVersion", "definition", because="names no record")
    stays("families.PaperVersion", "heading", because="says what stood above the paper when it was signed")
    stays("families.Milestone", "sum", because=DERIVED)
    stays("families.Merge", "choices", because="says what was chosen")
    stays("families.MergedRow", "row_id", "before", "after", because="says what was done")


def _both_in_a_visit(row: VisitPerson, after: dict[str, Any], changing: Changing) -> None:
    """Seen under either name is seen; alone only where nobody says otherwise."""
    kept = VisitPerson.objects.filter(visit=row.visit_id, person=after["person_id"]).first()
    if kept is None:
        return
    alone = row.seen_alone if kept.seen_alone is None else kept.seen_alone and row.seen_alone is not False
    changing.change(kept, {"seen": kept.seen or row.seen, "seen_alone": alone})


def _both_have_a_place(row: GroupMember, after: dict[str, Any], changing: Changing) -> None:
    """A place since the earlier of the two days."""
    kept = GroupMember.objects.filter(group=row.group_id, case=after["case_id"], left_on=None).first()
    if kept is not None and row.joined_on < kept.joined_on:
        changing.change(kept, {"joined_on": row.joined_on})


def _both_in_a_register(row: Attendance, after: dict[str, Any], changing: Changing) -> None:
    """Who came under either name came."""
    kept = Attendance.objects.filter(session=row.session_id, case=after["case_id"]).first()
    if kept is not None and row.came and not kept.came:
        changing.change(kept, {"came": True})


def _both_at_a_meeting(row: MeetingSubject, after: dict[str, Any], changing: Changing) -> None:
    """A decision made for the joined record stands where none was made for the kept one."""
    kept = MeetingSubject.objects.filter(meeting=row.meeting_id, person=after["person_id"]).first()
    if kept is not None and not kept.decision and row.decision:
        changing.change(kept, {"decision": row.decision, "categories": row.categories})
