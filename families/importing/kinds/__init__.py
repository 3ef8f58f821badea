"""The sheets of this app, registered when it is ready."""

from families.importing.kinds.apart import MeetingCaseSheet, VisitCaseSheet
from families.importing.kinds.cases import AllocationSheet, CaseSheet, ConsentSheet, CoverSheet, HandOverSheet
from families.importing.kinds.children import BirthSheet, ChildSheet, LossSheet
from families.importing.kinds.closures import ClosureSheet
from families.importing.kinds.families import FamilySheet, MemberSheet
from families.importing.kinds.meetings import AttendanceSheet, MeetingSheet
from families.importing.kinds.people import MonitoringSheet, OtherNameSheet, PersonSheet
from families.importing.kinds.pregnancies import DueDateSheet, PregnancySheet
from families.importing.kinds.statuses import ReturnSheet, SeparationSheet, StatusSheet
from families.importing.kinds.visits import VisitSheet
from families.importing.kinds.workers import WorkerSheet
from families.importing.registry import register_sheet

SHEETS = (
    WorkerSheet, PersonSheet, OtherNameSheet, MonitoringSheet, FamilySheet, MemberSheet, PregnancySheet,
    ChildSheet, DueDateSheet, CaseSheet, ConsentSheet, AllocationSheet, CoverSheet, BirthSheet, LossSheet,
    HandOverSheet, VisitSheet, VisitCaseSheet, MeetingSheet, MeetingCaseSheet, AttendanceSheet,
    StatusSheet, SeparationSheet, ReturnSheet,
    ClosureSheet,
)  # fmt: skip


def register_sheets() -> None:
    """Add every sheet of this app to the importer."""
    for sheet in SHEETS:
        register_sheet(sheet())
