"""Who the families are and what the team does with them."""

from families.models.absence import Absence
from families.models.case import Allocation, Case, ComplexityChange, Cover, HandOver
from families.models.child_home import ChildHome
from families.models.chronology import ChronologyEntry, ChronologyVersion
from families.models.closure import Closure
from families.models.consent import Consent, SharingEntry
from families.models.document import Document, Report
from families.models.family import Family, FamilyMember, SafetyFlag
from families.models.gate import BreakGlass, Exclusion, Restriction, RestrictionName
from families.models.group import Attendance, Group, GroupMember, GroupSession
from families.models.imported import ImportedRow
from families.models.meeting import Meeting, MeetingCase, MeetingInvitation, MeetingSeries, MeetingSubject
from families.models.merge import Merge, MergedRow
from families.models.milestone import Milestone
from families.models.milestone_alert import MilestoneAlert
from families.models.network import AgencyContact
from families.models.paper import Paper, PaperAcknowledgement, PaperSection, PaperVersion
from families.models.person import Address, ContactChannel, Person, PersonFact, PersonName
from families.models.plan import Goal, Task
from families.models.practical_help import PracticalHelp
from families.models.pregnancy import Birth, Child, DueDateEstimate, Loss, Pregnancy
from families.models.reference import ReferenceCounter
from families.models.rhythm import VisitRhythm
from families.models.service import Service, ServiceKind, ServiceTeam, ServiceVersion
from families.models.status import ReturnHome, Separation, Status
from families.models.supervision import Supervision, SupervisionCase, SupervisionPersonal
from families.models.transfer import Transfer
from families.models.visit import NoteAddendum, Visit, VisitCase, VisitMove, VisitNote, VisitPerson, VisitWorker

__all__ = [
    "Absence", "Address", "AgencyContact", "Allocation", "Attendance", "Birth", "BreakGlass", "Case", "Child",
    "ChildHome", "ChronologyEntry", "ChronologyVersion", "Closure", "ComplexityChange", "Consent", "ContactChannel",
    "Cover", "Document", "DueDateEstimate", "Exclusion", "Family", "FamilyMember", "Goal", "Group", "GroupMember",
    "GroupSession", "HandOver", "ImportedRow", "Loss", "Meeting", "MeetingCase", "MeetingInvitation",
    "MeetingSeries", "MeetingSubject", "Merge", "MergedRow", "Milestone", "MilestoneAlert", "NoteAddendum",
    "Paper", "PaperAcknowledgement", "PaperSection", "PaperVersion", "Person", "PersonFact", "PersonName",
    "PracticalHelp", "Pregnancy", "ReferenceCounter", "Report", "Restriction", "RestrictionName", "ReturnHome",
    "SafetyFlag", "Separation", "Service", "ServiceKind", "ServiceTeam", "ServiceVersion", "SharingEntry",
    "Status", "Supervision", "SupervisionCase", "SupervisionPersonal", "Task", "Transfer", "Visit", "VisitCase",
    "VisitMove", "VisitNote", "VisitPerson", "VisitRhythm", "VisitWorker",
]  # fmt: skip
