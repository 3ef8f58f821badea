"""All that a case page shows, in a bounded number of queries whatever the size of the case."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language

from accounts.models import User
from families.access import remember_named
from families.definition_of import rules_of
from families.models import (
    Allocation,
    Case,
    Child,
    Consent,
    ContactChannel,
    Cover,
    Goal,
    HandOver,
    Milestone,
    SafetyFlag,
    Status,
    Task,
    Transfer,
)
from families.models.choices import YesNoUnknown
from families.querysets.one_case import children_about, keep_related
from families.reading.alerts import AlertLine, alerts_of
from families.reading.case_rows import MOST_ROWS, rows_of
from families.reading.child_homes import WhereLine, where_now
from families.reading.clocks import ClockLine
from families.reading.genogram import Genogram, draw_genogram
from families.reading.household import OfHousehold, people_of_household, years
from families.reading.network import AgencyLine, agency_line
from families.reading.summary import Summary, stage_words, summarise
from families.registries import CaseLink, TimelineEntry, links_of
from families.timeline.reading import read_timeline

FIRST_ENTRIES = 12


@dataclass(frozen=True)
class SlotLine:
    """A slot of the service and who holds it; a required one without an owner is a gap until it is handed over."""

    key: str
    label: str
    required: bool
    allocation: Allocation | None
    cover: Cover | None
    handed: HandOver | None


@dataclass(frozen=True)
class StatusLine:
    status: Status
    label: str
    categories: tuple[str, ...]
    of_whom: str
    on_register: bool


@dataclass(frozen=True)
class CasePage:
    summary: Summary
    stage: str
    waiting: tuple[ClockLine, ...]
    met: tuple[ClockLine, ...]
    flags: tuple[SafetyFlag, ...]
    channels: tuple[ContactChannel, ...]
    slots: tuple[SlotLine, ...]
    statuses: tuple[StatusLine, ...]
    consent: Consent | None
    alerts: tuple[AlertLine, ...]
    where: tuple[WhereLine, ...]
    came: tuple[Transfer, ...]
    went: Transfer | None
    goals: tuple[Goal, ...]
    tasks: tuple[Task, ...]
    people: tuple[OfHousehold, ...]
    genogram: Genogram | None
    network: tuple[AgencyLine, ...]
    more_in_network: bool
    timeline: tuple[TimelineEntry, ...]
    more_in_timeline: bool
    links: tuple[CaseLink, ...]
    reading: tuple[CaseLink, ...]
    age: int | None


def read_case(case: Case, user: User, today: date) -> CasePage:
    """The page of a case that was found by ``case_shown_to(user)``, as it stands on ``today``."""
    children = children_about(case)
    rows = _rows(case, children, today)
    summary = summarise(case, today, children)
    slots = _slots(case, user, rows)
    clocks = _clocks(case, children, rows["milestones"], today)
    told = read_timeline(case, user, most=FIRST_ENTRIES)
    links = links_of(case, user)
    people = people_of_household(
        case, children, today, members=rows["members"], addresses=rows["addresses"], answers=rows["answers"],
        statuses=rows["kin_statuses"],
    )  # fmt: skip
    return CasePage(
        summary=summary,
        stage=stage_words(case),
        waiting=tuple(line for line in clocks if line.state != "met"),
        met=tuple(line for line in clocks if line.state == "met"),
        flags=tuple(rows["flags"]),
        channels=tuple(one for one in rows["channels"] if one.safe != YesNoUnknown.UNKNOWN or one.safe_times),
        slots=slots,
        statuses=tuple(_statuses(summary, rows["statuses"])),
        consent=next(iter(rows["consents"]), None),
        came=tuple(one for one in rows["passed"] if one.case_id != case.pk),
        went=next((one for one in rows["passed"] if one.case_id == case.pk), None),
        where=tuple(where_now(case, children, {one.child_id: one.name for one in summary.babies}, rows["homes"])),
        alerts=alerts_of(case, children, rows["signed"], rows["acknowledgements"]),
        goals=tuple(rows["goals"]),
        tasks=tuple(rows["tasks"]),
        people=people,
        genogram=draw_genogram(people),
        network=tuple(agency_line(case, one) for one in rows["network"][:MOST_ROWS]),
        more_in_network=len(rows["network"]) > MOST_ROWS,
        timeline=told.entries,
        more_in_timeline=bool(told.older),
        links=tuple(link for link in links if link.place == "record"),
        reading=tuple(link for link in links if link.place == "read"),
        age=years(case.client.date_of_birth, today),
    )


def _rows(case: Case, children: list[Child], today: date) -> dict[str, list[Any]]:
    """Everything in one statement; what the links ask again is kept with the case and its children."""
    drawn = rules_of(case).genogram
    rows = rows_of(
        case=case.pk,
        family=case.family_id,
        client=case.client_id,
        people=[case.client_id, *(child.person_id for child in children)],
        children=[child.pk for child in children],
        question=drawn.question if drawn else "",
        today=today,
    )
    keep_related(case, "closures", rows["closures"])
    keep_related(case, "hand_overs", rows["hand_overs"])
    for child in children:
        keep_related(child, "separations", [one for one in rows["separations"] if one.child_id == child.pk])
    return rows


def _language() -> str:
    return get_language() or "en"


def _clocks(case: Case, children: list[Child], rows: list[Milestone], today: date) -> list[ClockLine]:
    known = {child.pk: child for child in children}
    for row in rows:
        row.case = case
        if row.child_id in known:
            row.child = known[row.child_id]
    return [ClockLine(row, today) for row in rows]


def _slots(case: Case, user: User, rows: dict[str, list[Any]]) -> tuple[SlotLine, ...]:
    current = {one.slot: one for one in rows["allocations"]}
    covers = {one.allocation_id: one for one in rows["covers"]}
    named = {one.worker_id for one in current.values()}
    named |= {cover.worker_id for one in current.values() if (cover := covers.get(one.pk))}
    remember_named(user, case, user.pk in named)
    handed = {one.slot: one for one in rows["hand_overs"]}
    found = []
    for slot in rules_of(case).slots:
        allocation = current.get(slot.key)
        if allocation or slot.required:
            cover = covers.get(allocation.pk) if allocation else None
            label = slot.label.text(_language())
            found.append(SlotLine(slot.key, label, slot.required, allocation, cover, handed.get(slot.key)))
    return tuple(found)


def _statuses(summary: Summary, rows: list[Status]) -> list[StatusLine]:
    """Statuses of the client and of the babies of the case, those of nobody else in the family."""
    definition = rules_of(summary.case)
    labels = {status.key: status for status in definition.statuses}
    names = {summary.case.client_id: summary.name}
    children = summary.case.pregnancy.children.all() if summary.case.pregnancy else [summary.case.child]
    names |= {child.person_id: baby.name for child, baby in zip(children, summary.babies, strict=True)}
    return [_status_line(row, labels, names[row.person_id]) for row in rows]


def _status_line(row: Status, labels: dict, of_whom: str) -> StatusLine:
    known = labels.get(row.kind)
    categories = {one.key: one.label.text(_language()) for one in (known.categories if known else ())}
    return StatusLine(
        status=row,
        label=known.label.text(_language()) if known else row.kind,
        categories=tuple(categories.get(key, key) for key in row.categories),
        of_whom=of_whom,
        on_register=row.on_register,
    )
