"""Papers, reports and documents of the living caseload: at least one of each kind, in every state."""

from datetime import date, timedelta

from django.utils import timezone, translation

from accounts.models import User
from families.actions.documents import take_document
from families.actions.papers import (
    acknowledge_paper,
    countersign_paper,
    revise_paper,
    sign_paper,
    start_paper,
    state_of,
    write_section,
)
from families.actions.reports import ask_report, receive_report
from families.models import Case, Document, PaperVersion
from jigso_cms.demo.living import case_of
from jigso_cms.demo.paper_texts import TEXTS
from jigso_cms.demo.partnership import Place
from jigso_cms.demo.people import MANAGER, MIDWIFE, PARENT_WORKER
from ui.paper import paper

REGISTERED = "on-register-unborn"


def write(place: Place, today: date) -> None:
    """What was written, asked for and filed in the last weeks."""
    midwife, parent_worker, manager = place.user(MIDWIFE), place.user(PARENT_WORKER), place.user(MANAGER)
    _outline_plans(place, parent_worker)
    case = case_of(place, REGISTERED)
    report = _signed(case, "conference_report", by=parent_worker, dated=today - timedelta(days=9))
    countersign_paper(version=report, by=manager)
    _begun(case, "pre_birth_assessment", by=midwife)
    _signed(case, "signs_of_safety", by=parent_worker, dated=today - timedelta(days=6))
    _alert(case, today, midwife)
    _reports(case, today, parent_worker)
    near = case_of(place, "birth-this-week")
    _signed(near, "birth_plan", by=midwife, dated=today - timedelta(days=12))
    _signed(near, "safety_plan", by=midwife, dated=today - timedelta(days=1))
    _signed(case_of(place, "week-31"), "formulation", by=midwife, dated=today - timedelta(days=8))
    _begun(case_of(place, "hand-over-due"), "hand_over_summary", by=midwife)
    _for_the_unit(case_of(place, "handed-on"), today, midwife)
    with translation.override("cy"):
        _signed(case_of(place, "week-35"), "family_letter", by=parent_worker, dated=today - timedelta(days=2))


def _outline_plans(place: Place, by: User) -> None:
    """The outline plan of every child on the register came two days after the conference."""
    for key in (REGISTERED, "review-overdue", "removed"):
        case = case_of(place, key)
        conference = case.meeting_cases.get(meeting__kind="initial_conference").meeting
        assert conference.held_on  # noqa: S101  the story holds it
        _signed(case, "outline_plan", by=by, dated=conference.held_on + timedelta(days=2))


def _alert(case: Case, today: date, by: User) -> None:
    """The unit has the first version of the alert; the second was signed yesterday."""
    first = _signed(case, "hospital_alert", by=by, dated=today - timedelta(days=14))
    acknowledge_paper(
        version=first, unit="Labour ward", by_whom="Sister Gwawr Rhith", acknowledged_on=today - timedelta(days=13),
        by=by,
    )  # fmt: skip
    second = revise_paper(paper=first.paper, by=by)
    visitors = second.sections.get(key="visitors")
    text = f"{visitors.text}\nHer brother has asked to come: she says yes."
    write_section(section=visitors, text=text, expected_version=visitors.version, by=by)
    _sign(second, today - timedelta(days=1), by)


def _for_the_unit(case: Case, today: date, by: User) -> None:
    """What was signed before another service took the case over: the unit has the alert."""
    alert = _begun(case, "hospital_alert", by=by)
    why = alert.sections.get(key="concern")
    write_section(section=why, text="Part 4 plan. His temper in the evenings; she leaves the room in time.",
                  expected_version=why.version, by=by)  # fmt: skip
    _sign(alert, today - timedelta(days=10), by)
    acknowledge_paper(
        version=alert, unit="Labour ward", by_whom="Sister Gwawr Rhith", acknowledged_on=today - timedelta(days=9),
        by=by,
    )  # fmt: skip
    _signed(case, "birth_plan", by=by, dated=today - timedelta(days=6))


def _reports(case: Case, today: date, by: User) -> None:
    ask_report(
        case=case, kind="psychological_assessment", asked_of="Dr Elin Ffug, clinical psychologist",
        why="How she copes alone at night", asked_on=today - timedelta(days=40), due_on=today - timedelta(days=4),
        by=by,
    )  # fmt: skip
    ask_report(
        case=case, kind="parenting_assessment", asked_of="Family assessment unit", asked_on=today - timedelta(days=10),
        by=by,
    )  # fmt: skip
    conference = ask_report(
        case=case, kind="family_group_conference", asked_of="Family group conference service",
        asked_on=today - timedelta(days=30), by=by,
    )  # fmt: skip
    receive_report(
        report=conference, expected_version=1, received_on=today - timedelta(days=7),
        outcome="Her aunt and brother came. Sundays and one night a week are promised in writing.",
        document=_record(case, today - timedelta(days=8), by), by=by,
    )  # fmt: skip


def _record(case: Case, held: date, by: User) -> Document:
    data = {
        "lang": "en", "title": "Family group conference record", "team": "Family group conference service",
        "letter": False, "day": "", "state": "", "facts": [["Reference", case.reference]], "signed": [], "sender": [],
        "acknowledged": [], "footer": "Confidential", "words": {"signed": "", "acknowledged": ""},
        "sections": [{"title": "What the family promised", "text": "Aunt: every Sunday.\nBrother: Wednesday nights."}],
    }  # fmt: skip
    return take_document(
        case=case, title="Record of the family group conference", kind="family_group_conference", dated=held,
        name="fgc-record.pdf", body=paper("paper", data, made_at=timezone.now()), by=by,
    )  # fmt: skip


def _begun(case: Case, kind: str, *, by: User) -> PaperVersion:
    version = start_paper(case=case, kind=kind, by=by).versions.get()
    for section in version.sections.filter(key__in=TEXTS[kind]):
        write_section(section=section, text=TEXTS[kind][section.key], expected_version=section.version, by=by)
    for section in version.sections.filter(text="", key__in=("learning", "open", "status", "meetings")):
        write_section(section=section, text="Nothing yet.", expected_version=section.version, by=by)
    return version


def _signed(case: Case, kind: str, *, by: User, dated: date) -> PaperVersion:
    return _sign(_begun(case, kind, by=by), dated, by)


def _sign(version: PaperVersion, dated: date, by: User) -> PaperVersion:
    return sign_paper(version=version, dated=dated, seen=state_of(list(version.sections.all())), by=by)
