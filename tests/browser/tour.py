"""Which pages are photographed, as whom, and with which of the demonstration's families in them.

A new page is one line under the person it is for: ``see("app:name")``. `tests.browser.shoot` fails with the
names of the pages that nobody looks at.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page

from jigso_cms.demo.people import (
    DOOR_WORKER,
    EVALUATOR,
    GOVERNANCE,
    HUB_MANAGER,
    MANAGER,
    MIDWIFE,
    NURSERY_NURSE,
    PARENT_WORKER,
    REFERRER,
    RETURNS,
    STAYING_MANAGER,
    SYSTEM,
    THERAPIST,
    Account,
)
from tests.access.table import TABLE
from tests.browser import states

NO_PICTURE = {
    "an address that sends on to another page": {"home"},
    "only for somebody who never had a password": {"account_set_password"},
    "an answer for programs": {
        "health",
        "api_schema",
        "api_cases",
        "api_case",
        "api_visits",
        "api_referrals",
        "api_referral",
    },
    "a file": {
        "families:calendar_feed",
        "families:mileage_file",
        "referrals:upload_template",
        "referrals:panel_minutes",
        "families:chronology_pdf",
        "families:paper_file",
        "families:document_file",
        "outcomes:journey_pdf",
        "reporting:export_fetch",
    },
    "a button in the header of every page": {"set_language"},
}
"""What is not a page; buttons without one (``only_post``) are known from the table of access."""

State = Callable[[Page], None]


@dataclass(frozen=True)
class Picture:
    """One page. ``records`` names another record of the exhibits for a part of its address; ``then`` is
    what its reader does before the picture is taken, ``status`` how the page answers."""

    route: str
    name: str
    story: str
    records: dict[str, str]
    query: str
    status: int
    then: State | None


def see(
    route: str,
    story: str = "on-register-unborn",
    *,
    name: str = "",
    query: str = "",
    status: int = 200,
    then: State | None = None,
    **records: str,
) -> Picture:
    """A picture, named after its route where nothing else is said."""
    own_name = route.removeprefix("account_").split(":")[-1].replace("_", "-")
    return Picture(route, name or own_name, story, records, query, status, then)


@dataclass(frozen=True)
class Round:
    """What one person looks at."""

    title: str
    account: Account | None
    pictures: tuple[Picture, ...]


MIDWIFE_SEES = (
    see("families:today"),
    see("families:today_rest", name="today-all-clocks"),
    see("families:caseload", name="cases"),
    see("families:quiet", name="no-contact", query="?whose=team"),
    see("families:case"),
    see("families:case", "day-19", name="case-after-birth"),
    see("families:timeline"),
    see("families:timeline", name="timeline-search", then=states.timeline_searched),
    see("families:network"),
    see("families:agency_new"),
    see("families:agency_edit"),
    see("families:chronology"),
    see("families:chronology_entry"),
    see("families:chronology_new"),
    see("families:chronology_edit"),
    see("families:chronology_remove"),
    see("families:milestone", "hand-over-overdue", name="clock"),
    see("families:milestone_why", "hand-over-overdue", name="clock-reason"),
    see("families:search", then=states.searched),
    see("families:glass", name="break-glass"),
    see("families:visit_log", "birth-this-week", name="log-visit", visit_id="planned_id", then=states.half_written),
    see("families:visit_log", "birth-this-week", name="log-visit-error", visit_id="planned_id", then=states.sent_empty),
    see("families:visit_new", "day-19", then=states.no_access),
    see("families:visit_plan"),
    see("families:visit"),
    see("families:visit_cancel", "twins", visit_id="planned_id"),
    see("families:visit_move", "twins", visit_id="planned_id"),
    see("families:note_add"),
    see("families:task_new"),
    see("families:goal_new"),
    see("families:goal_edit"),
    see("families:complexity"),
    see("families:visits", "on-register-unborn", name="visits-by-week"),
    see("families:topics", "on-register-unborn"),
    see("families:rhythm"),
    see("families:mileage"),
    see("families:groups"),
    see("families:group_new"),
    see("families:group", "four-months"),
    see("families:group_edit", "four-months"),
    see("families:session_new", "four-months", name="group-session-new"),
    see("families:session", "four-months", name="group-register"),
    see("families:case_groups", "four-months", name="groups-of-a-case"),
    see("families:practical_help"),
    see("families:help_new", name="practical-help-new"),
    see("families:help_edit", name="practical-help-change"),
    see("families:birth", "birth-this-week", then=states.born),
    see("families:loss", "week-22"),
    see("families:due_date"),
    see("families:meeting_new"),
    see("families:meeting"),
    see("families:meeting_hold", meeting_id="booked_id"),
    see("families:meeting_edit"),
    see("families:meeting_move", meeting_id="booked_id"),
    see("families:meeting_cancel", meeting_id="booked_id"),
    see("families:meeting_report", meeting_id="booked_id"),
    see("families:series_new"),
    see("families:statuses"),
    see("families:status_new"),
    see("families:status_end"),
    see("families:separation_new", "day-19"),
    see("families:child_homes", "removed"),
    see("families:home_new", "day-5"),
    see("families:hand_over", "hand-over-due"),
    see("families:consent"),
    see("families:sharing"),
    see("families:papers"),
    see("families:paper_new"),
    see("families:paper", name="paper-draft"),
    see("families:paper", name="hospital-alert", paper_id="alert_id"),
    see("families:paper_version", name="hospital-alert-first", paper_id="alert_id"),
    see("families:paper_section"),
    see("families:paper_sign"),
    see("families:paper_acknowledge", paper_id="alert_id"),
    see("families:report_ask"),
    see("families:report"),
    see("families:report_call_off"),
    see("families:document_new"),
    see("families:document_new", name="document-error", then=states.sent_empty),
    see("families:document_withdraw"),
    see("families:person"),
    see("families:person_edit"),
    see("families:person_name"),
    see("families:person_address"),
    see("families:person_channel"),
    see("families:channel_end"),
    see("families:person_facts"),
    see("families:safety_new"),
    see("families:safety_edit"),
    see("families:member_new"),
    see("families:supervisions", name="supervision-due"),
    see("families:supervision"),
    see("families:supervision_case"),
    see("families:supervision_personal"),
    see("families:transfer_new", "week-22"),
    see("outcomes:scores", "moving-away"),
    see("outcomes:journey", "moving-away"),
    see("outcomes:evaluations", "moving-away"),
    see("outcomes:evaluation_new", "moving-away"),
    see("outcomes:evaluation_anonymous", name="evaluation-without-a-name"),
    see("outcomes:assessment", "moving-away"),
    see("outcomes:assessment_new", "scores-overdue", then=states.scored),
    see("outcomes:assessment_new", "scores-overdue", name="one-question", query="?step=1"),
    see("accounts:notifications", name="messages"),
    see("accounts:me"),
    see("accounts:who_sees_what"),
    see("account_change_password"),
    see("account_logout"),
)

PARENT_WORKER_SEES = (
    see("families:case", "kept-apart", name="case-kept-apart"),
    see("families:case", "removed", name="case-removed"),
    see("families:return_new", "removed"),
    see("families:close", "near-second-birthday"),
    see("reporting:own_dashboard", name="my-figures"),
    see("reporting:own_dashboard_rows", name="my-figures-rows"),
)

WELSH_SEES = (
    see("families:today", name="today-cymraeg"),
    see("families:case", "four-months", name="case-cymraeg"),
)

MANAGER_SEES = (
    see("referrals:inbox"),
    see("referrals:referral"),
    see("referrals:complete", referral_id="incomplete_id"),
    see("referrals:compare", referral_id="known_id", person_id="candidate_id"),
    see("referrals:accept"),
    see("referrals:wait"),
    see("referrals:decline"),
    see("referrals:redirect"),
    see("referrals:acknowledge", referral_id="redirected_id"),
    see("referrals:ask"),
    see("referrals:answered", referral_id="asked_id"),
    see("referrals:reopen", name="take-up-again", referral_id="declined_id"),
    see("referrals:panels"),
    see("referrals:panel_new"),
    see("referrals:panel"),
    see("referrals:panel_people"),
    see("referrals:panel_item"),
    see("referrals:panel_decide", item_id="undecided_id"),
    see("families:board"),
    see("families:leave"),
    see("families:reassign", user_id="leaver_id"),
    see("families:allocate", "waiting-for-midwife"),
    see("families:cover", "week-31"),
    see("families:clocks"),
    see("families:closures"),
    see("families:paper_countersign", "birth-this-week", paper_id="waiting_paper_id"),
    see("families:paper_return", "birth-this-week", paper_id="waiting_paper_id"),
    see("families:closure_sign", "closing"),
    see("families:reopen", "closed"),
    see("families:restrict"),
    see("outcomes:assessment_withdraw", "moving-away"),
    see("outcomes:evaluations_of_service", name="what-families-say"),
    see("families:kept_apart"),
    see("families:person_same", "week-31", name="same-person-as"),
    see("families:merge_new", "week-18", name="compare-two-records"),
    see("families:merge", name="merged-records"),
    see("families:merge_undo", name="undo-a-merge"),
    see("families:supervisions", name="supervision-of-a-team"),
    see("families:supervision_new"),
    see("families:transfers"),
    see("families:case", "handed-on", name="case-handed-on"),
    see("families:paper", "handed-on", name="hospital-alert-handed-on", paper_id="alert_id"),
    see("reporting:dashboard"),
    see("reporting:dashboard_rows"),
    see("reporting:service_wide", name="every-team"),
    see("families:separation_edit", "removed"),
    see("families:home_edit", "removed"),
    see("families:return_edit", "near-second-birthday"),
)

HUB_SEES = (see("families:transfer"),)

TAKEN_OVER = "handed-on"
"""A case of the first service that goes on in another."""

THERAPIST_SEES = (
    see("families:today", name="today-of-another-service"),
    see("families:caseload", name="cases-of-another-service"),
    see("families:case", TAKEN_OVER, name="case-taken-over", case_id="goes_on_in_id"),
    see("families:timeline", TAKEN_OVER, name="timeline-taken-over", case_id="goes_on_in_id"),
    see("families:case", TAKEN_OVER, name="case-before-it-was-taken-over"),
    see("families:papers", TAKEN_OVER, name="papers-taken-over", case_id="goes_on_in_id"),
    see("families:paper", TAKEN_OVER, name="hospital-alert-taken-over", paper_id="taken_over_id"),
)

STAYING_SEES = (
    see("families:board", name="allocation-of-another-service"),
    see("families:transfer", TAKEN_OVER, name="transfer-accepted", transfer_id="accepted_id"),
)

RETURNS_SEES = (
    see("reporting:returns"),
    see("reporting:return"),
    see("reporting:returns", name="return-of-a-year", then=states.year_opened),
    see("reporting:figure"),
    see("reporting:checks", name="return-checks"),
    see("reporting:gap", name="return-missing"),
    see("reporting:versions", name="version"),
    see("reporting:kept_figure"),
    see("reporting:exports", name="files"),
    see("reporting:definitions"),
    see("reporting:definition"),
    see("outcomes:runs", name="outcomes", then=states.year_computed),
    see("outcomes:run"),
    see("outcomes:run", name="cost-run", run_id="cost_run_id"),
    see("outcomes:run", name="comparison-run", run_id="comparison_run_id"),
    see("outcomes:left_out", run_id="course_run_id"),
    see("outcomes:cost"),
    see("outcomes:comparisons"),
    see("outcomes:comparison_new"),
)

EVALUATOR_SEES = (
    see("reporting:extracts", name="rows-for-evaluators"),
    see("reporting:extracts", name="rows-for-evaluators-made", then=states.rows_asked),
)

TO_THE_TEAM = "?to=jig-so.jig-so-swansea"

REFERRER_SEES = (
    see("referrals:mine", name="my-referrals"),
    see("referrals:new", name="new-referral-where"),
    see("referrals:new", name="new-referral", query=TO_THE_TEAM, then=states.half_told),
    see("referrals:new", name="new-referral-error", query=TO_THE_TEAM, then=states.sent_empty),
    see("referrals:draft", name="draft"),
    see("referrals:sent", referral_id="asked_id"),
    see("referrals:answer", referral_id="asked_id"),
    see("referrals:dispute", referral_id="declined_id"),
    see("referrals:upload_new", name="upload"),
    see("referrals:upload", name="upload-preview"),
)

DOOR_SEES = (
    see("referrals:contacts"),
    see("referrals:contacts", name="contacts-decided", query="?list=decided"),
    see("referrals:contact"),
    see("referrals:contact_new"),
    see("referrals:contact_new", name="contact-new-error", then=states.sent_empty),
    see("referrals:contact_decide"),
    see("referrals:contact_correct"),
    see("referrals:contact_refer", contact_id="decided_contact_id"),
    see("reporting:by_month", then=states.months_of_the_example),
    see("reporting:by_month_rows"),
)

GOVERNANCE_SEES = (
    see("accounts:access_log"),
    see("families:exclusions"),
)

SYSTEM_SEES = (
    see("accounts:users"),
    see("accounts:user"),
    see("accounts:user_new"),
    see("accounts:membership_end"),
    see("accounts:teams"),
    see("accounts:team"),
    see("accounts:systems"),
    see("accounts:system"),
)

EVERYBODY_SEES = (
    see("account_login", name="sign-in"),
    see("account_login", name="sign-in-error", then=states.wrong_password),
    see("account_reset_password"),
    see("account_reset_password_done"),
    see("account_reset_password_from_key", key="token"),
    see("account_reset_password_from_key_done"),
    see("account_inactive"),
    see("ui:help"),
    see("ui:accessibility"),
)

ERRORS = (
    see("families:case", name="error-404", status=404, case_id="nowhere"),
    see("families:close", "near-second-birthday", name="error-403", status=403),
    see("families:goal_edit", name="error-409", then=states.changed_by_somebody_else),
    see("families:today", name="error-400", then=states.answered_by("ui.views.bad_request")),
    see("families:today", name="error-429", then=states.answered_by("ui.views.too_many")),
    see("families:today", name="error-500", then=states.answered_by("ui.views.server_error")),
    see("families:today", name="error-503", then=states.answered_by("ui.middleware.unavailable")),
)

TOUR = (
    Round("Midwife", MIDWIFE, MIDWIFE_SEES),
    Round("Parent worker", PARENT_WORKER, PARENT_WORKER_SEES),
    Round("Nursery nurse, in Welsh", NURSERY_NURSE, WELSH_SEES),
    Round("Manager", MANAGER, MANAGER_SEES),
    Round("Manager of another team", HUB_MANAGER, HUB_SEES),
    Round("Family therapist of another service", THERAPIST, THERAPIST_SEES),
    Round("Manager of another service", STAYING_MANAGER, STAYING_SEES),
    Round("Returns administrator", RETURNS, RETURNS_SEES),
    Round("External evaluator", EVALUATOR, EVALUATOR_SEES),
    Round("Community midwife who refers", REFERRER, REFERRER_SEES),
    Round("Front-door worker", DOOR_WORKER, DOOR_SEES),
    Round("Information governance", GOVERNANCE, GOVERNANCE_SEES),
    Round("System administrator", SYSTEM, SYSTEM_SEES),
    Round("Before signing in, and for everybody", None, EVERYBODY_SEES),
    Round("When something is wrong", MIDWIFE, ERRORS),
    Round("For those who build pages", MIDWIFE, (see("ui:gallery", name="components"),)),
)


@dataclass(frozen=True)
class Route:
    """One address of the site: its full name, the parts that name a record, and how it is written."""

    name: str
    parts: list[str]
    address: str


def routes(
    patterns: list[URLPattern | URLResolver] | None = None, space: str = "", before: str = "/"
) -> Iterator[Route]:
    """Every route of the site."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        here = before + str(one.pattern).lstrip("^")
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, f"{space}{one.namespace}:" if one.namespace else space, here)
        else:
            yield Route(f"{space}{one.name}", _parts(one), here)


def _parts(pattern: URLPattern) -> list[str]:
    regex = pattern.pattern.regex.groupindex if not pattern.pattern.converters else {}
    return list(pattern.pattern.converters) or list(regex)


def addresses() -> dict[str, str]:
    """How the address of each route is written, with dots for what names a record."""
    return {one.name: re.sub(r"\(\?P<.*?\)|<.*?>", "…", one.address).rstrip("$") for one in routes()}


def pages() -> set[str]:
    """Every route that is a page of its own."""
    excepted = set().union(*NO_PICTURE.values())
    buttons = {name for name, row in TABLE.items() if row.only_post}
    return {one.name for one in routes()} - excepted - buttons


def not_looked_at() -> set[str]:
    """Pages that no picture of the tour shows as they are."""
    return pages() - {one.route for each in TOUR for one in each.pictures if one.status == 200}
