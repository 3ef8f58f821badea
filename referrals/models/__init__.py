"""How families come to a team."""

from referrals.models.contact import Contact
from referrals.models.message import SourceRecord, SystemMessage
from referrals.models.panel import Dispute, Panel, PanelItem, PanelMember
from referrals.models.referral import (
    CareLeaver,
    ClientKind,
    ConsentAnswer,
    Decision,
    MatchDecision,
    Referral,
    Screening,
    State,
)
from referrals.models.turns import Acknowledgement, Escalation, Question
from referrals.models.upload import Upload, UploadedReferral, UploadFile, UploadRow

__all__ = [
    "Acknowledgement",
    "CareLeaver",
    "ClientKind",
    "ConsentAnswer",
    "Contact",
    "Decision",
    "Dispute",
    "Escalation",
    "MatchDecision",
    "Panel",
    "PanelItem",
    "PanelMember",
    "Question",
    "Referral",
    "Screening",
    "SourceRecord",
    "State",
    "SystemMessage",
    "Upload",
    "UploadFile",
    "UploadRow",
    "UploadedReferral",
]
