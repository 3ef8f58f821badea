"""The shape of a service's definition file. Every service, slot and reason is data of these classes."""

from datetime import date
from typing import Literal

from attrs import field, frozen

from families.clocks.rules import ClockRule
from families.definitions.choices import Choice
from families.definitions.dashboards import Dashboard
from families.definitions.drawing import Genogram, Relation
from families.definitions.escalation import ClockEscalation
from families.definitions.evaluation import EvaluationRule
from families.definitions.figures import Cost, ReturnLayout, ReturnSchedule
from families.definitions.intake import Intake
from families.definitions.meetings import MeetingKind
from families.definitions.panel import PanelRule
from families.definitions.papers import Paperwork
from families.definitions.practical import GroupKind, HelpKind, Topic
from families.definitions.supervision import SupervisionKind
from families.labels import Label, by_key


@frozen(kw_only=True)
class Eligibility:
    """Who may be offered the service. Ages in years, gestations as ``12+0``; None or empty: no limit."""

    minimum_age: int | None = None
    maximum_age: int | None = None
    gestation_from: str = ""
    gestation_to: str = ""
    after_birth: bool = True
    child_age_below_months: int | None = None


@frozen(kw_only=True)
class Slot:
    """A role on a case, who may fill it, and what it counts towards a caseload.

    ``service_default`` marks the weight as the service's own choice.
    """

    key: str
    label: Label
    professions: tuple[str, ...]
    required: bool
    weight: float


@frozen(kw_only=True)
class Visits:
    """How often to visit (days between visits), for how long (minutes), where, about what.

    ``no_access_escalation_after`` visits without access in a row the managers are told. What a visit
    raised is followed up within ``follow_up_days``. After more than ``quiet_after_days`` without contact a case
    is listed. The first of ``places`` is the usual one.
    """

    every_days: int
    every_days_complex: int
    usual_minutes: int
    no_access_escalation_after: int
    follow_up_days: int = 7
    quiet_after_days: int = 14
    places: tuple[Choice, ...]
    topics: tuple[Topic, ...]


@frozen(kw_only=True)
class StageLabel:
    """A stage of the case; ``skipped_when_born_first``: a baby born before acceptance never has it."""

    key: Literal["accepted", "allocated", "antenatal", "postnatal", "closing", "closed"]
    label: Label
    skipped_when_born_first: bool = False


@frozen(kw_only=True)
class Status:
    """A dated legal or child protection status; statuses of one ``group`` are shown together."""

    key: str
    label: Label
    group: Literal[
        "none", "early_help", "assessment", "plan", "register", "accommodation",
        "emergency", "proceedings", "order", "permanence",
    ]  # fmt: skip
    open_to_social_services: bool = False
    register: bool = False
    looked_after: bool = False
    categories: tuple[Choice, ...] = ()


@frozen(kw_only=True)
class ToolUse:
    """A distance-travelled tool, and the fact from which its start scores are counted."""

    slug: str
    version: str
    anchor: str
    anchor_otherwise: str
    start_within_days: int
    end_after_days: int


@frozen(kw_only=True)
class Closing:
    """A reason for closing. Losses and transfers are left out of outcome denominators."""

    key: str
    label: Label
    is_loss: bool = False
    is_transfer: bool = False


@frozen(kw_only=True)
class ReferralSource:
    """Who refers; ``is_community_midwife`` is what the return counts apart.

    ``is_family``: the family asks for itself, so nobody else has to be named.
    """

    key: str
    label: Label
    is_community_midwife: bool = False
    is_family: bool = False


@frozen(kw_only=True)
class SeparationBasis:
    """On what ground a child and its parents are apart; only some grounds count as a removal."""

    key: str
    label: Label
    counts_as_removal: bool


@frozen(kw_only=True)
class Carer:
    """With whom a child lives. ``parent``: with a birth parent, so that nothing parted them."""

    key: str
    label: Label
    parent: bool = False


@frozen(kw_only=True)
class Consent:
    """Something that is asked for apart from the lawful basis; ``required`` before work begins."""

    key: str
    label: Label
    required: bool


@frozen(kw_only=True)
class Question:
    """An equality-monitoring question; "prefer not to say" and "not asked" always stand beside it."""

    key: str
    label: Label
    answers: tuple[Choice, ...]


@frozen(kw_only=True)
class Caseload:
    """Weighted load of a full-time worker at which the board warns. Hours are weekly."""

    full_time_hours: float
    limit: float
    complex_factor: float


@frozen(kw_only=True)
class EndRule:
    """Until which birthday the service may stay."""

    birthday: int


@frozen(kw_only=True)
class ServiceDefinition(Paperwork):
    """One version of a service, the statutory layer of its jurisdiction merged in.

    ``decision_working_days`` runs from receipt of a referral; ``reopen_days`` from closure;
    ``hand_over_days`` from birth.
    """

    slug: str
    version: str
    effective_from: date
    jurisdiction: Literal["wales", "england"]
    languages: tuple[Literal["en", "cy"], ...]
    name: Label
    reference_prefix: str
    source: str
    decision_working_days: int
    reopen_days: int
    hand_over_days: int
    hand_over_slot: str
    service_defaults: tuple[str, ...]
    eligibility: Eligibility
    end: EndRule
    caseload: Caseload
    visits: Visits
    professions: tuple[Choice, ...]
    slots: tuple[Slot, ...]
    relations: tuple[Relation, ...]
    stages: tuple[StageLabel, ...]
    meetings: tuple[MeetingKind, ...]
    statuses: tuple[Status, ...]
    documents: tuple[Choice, ...]
    clocks: tuple[ClockRule, ...]
    tools: tuple[ToolUse, ...]
    closing_reasons: tuple[Closing, ...]
    decline_reasons: tuple[Choice, ...]
    late_reasons: tuple[Choice, ...]
    no_score_reasons: tuple[Choice, ...]
    referral_sources: tuple[ReferralSource, ...]
    intake: Intake = field(factory=Intake)
    late_booking_reasons: tuple[Choice, ...] = ()
    concealment_reasons: tuple[Choice, ...] = ()
    separation_bases: tuple[SeparationBasis, ...]
    carers: tuple[Carer, ...]
    consents: tuple[Consent, ...]
    monitoring: tuple[Question, ...]
    return_layout: ReturnLayout
    programme_costs: tuple[Cost, ...]
    unit_costs: tuple[Cost, ...]
    return_schedule: ReturnSchedule | None = None
    panel: PanelRule | None = None
    help_kinds: tuple[HelpKind, ...] = ()
    group_kinds: tuple[GroupKind, ...] = ()
    evaluation: EvaluationRule | None = None
    supervisions: tuple[SupervisionKind, ...] = ()
    clock_escalation: ClockEscalation = field(factory=ClockEscalation)
    dashboard: Dashboard = field(factory=Dashboard)
    agency_roles: tuple[Choice, ...] = ()
    genogram: Genogram | None = None

    def slot(self, key: str) -> Slot:
        """The slot of that key; KeyError where there is none."""
        return by_key(self.slots, key)

    def meeting(self, key: str) -> MeetingKind:
        """The meeting kind of that key; KeyError where there is none."""
        return by_key(self.meetings, key)

    def status(self, key: str) -> Status:
        """The status of that key; KeyError where there is none."""
        return by_key(self.statuses, key)

    def clock(self, key: str) -> ClockRule:
        """The clock of that key; KeyError where there is none."""
        return by_key(self.clocks, key)

    def clocks_met_by(self, fact: str) -> tuple[ClockRule, ...]:
        """The clocks that a fact such as ``meeting:core_group`` meets."""
        return tuple(rule for rule in self.clocks if fact in rule.met_by)
