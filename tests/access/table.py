"""Who may ask for what. Every address of the site stands here; one that does not fails the walk."""

from dataclasses import dataclass, field

CASEWORKERS = {"named", "colleague", "manager"}
"""Those who may see the case of the world."""

HAVE_CASEWORK = CASEWORKERS | {"excluded", "outsider", "other_manager", "stranger"}
MANAGERS = {"manager", "other_manager", "stranger"}
SIGNED_IN = HAVE_CASEWORK | {
    "returns_admin", "evaluator", "referrer", "other_referrer", "door", "other_door", "governance", "system_admin",
    "nobody",
}  # fmt: skip
SYSTEMS = {"system", "other_system", "revoked_system", "expired_system"}
"""Programs with a credential; to every page they are strangers who have not signed in."""
EVERYBODY = SIGNED_IN | SYSTEMS | {"anonymous"}


@dataclass(frozen=True)
class Row:
    """What an address answers: 200 to ``opens``, 403 to ``refuses``, and to nobody else anything.

    ``shows`` is a text that must stand in the page of those whom it opens to. ``only_post``: a GET is
    answered with 405. ``by_credential``: for programs alone; a session is no way in. ``listing``: the
    page opens to more people than may see the case, and then must not show it.
    """

    opens: frozenset[str]
    refuses: frozenset[str] = frozenset()
    shows: str = ""
    only_post: bool = False
    by_credential: bool = False
    overrides: dict[str, str] = field(default_factory=dict, hash=False)


def read(**details: object) -> Row:
    """A page of the case for all who may see it."""
    return Row(frozenset(CASEWORKERS), shows="{name}", **details)  # type: ignore[arg-type]


def write(**details: object) -> Row:
    """For those named on the case and its managers; a colleague may read it, and is told so."""
    return Row(frozenset({"named", "manager"}), frozenset({"colleague"}), shows="{name}", **details)  # type: ignore[arg-type]


def write_only_by_post(**details: object) -> Row:
    """As ``write``, without a page of its own."""
    return Row(frozenset({"named", "manager"}), frozenset({"colleague"}), only_post=True, **details)  # type: ignore[arg-type]


def duty(**details: object) -> Row:
    """For everybody of the team, on duty."""
    return Row(frozenset(CASEWORKERS), **details)  # type: ignore[arg-type]


def of_the_team(**details: object) -> Row:
    """For everybody who works in the team, the case shown to those alone who may see it."""
    return Row(frozenset(CASEWORKERS | {"excluded"}), **details)  # type: ignore[arg-type]


def managed(**details: object) -> Row:
    """For managers of the case's team alone."""
    return Row(frozenset({"manager"}), **details)  # type: ignore[arg-type]


def everybody_with(actors: set[str], **details: object) -> Row:
    """A page without a record of its own, for everybody with a permission."""
    return Row(frozenset(actors), **details)  # type: ignore[arg-type]


SIGNED = {"visit_id": "signed_visit_id"}
CLOSED = {"case_id": "closed_case_id"}
BORN = {"case_id": "born_case_id"}
APART = {"case_id": "apart_case_id"}

GOVERNANCE = {"governance"}
ADMINS = {"system_admin"}
REFERRERS = {"referrer", "other_referrer"}
DOORS = {"door", "other_door"}
"""Workers of a front door, and of that of another partnership."""
FIGURES = MANAGERS | {"returns_admin"}
FIGURES_HERE = {"manager", "other_manager", "returns_admin"}
"""Figures cover the whole service, so every team of the partnership may read them."""

TABLE: dict[str, Row] = {
    # The frame
    "ui:help": everybody_with(EVERYBODY),
    "ui:accessibility": everybody_with(EVERYBODY),
    "ui:gallery": everybody_with(SIGNED_IN),
    # Accounts
    "accounts:me": everybody_with(SIGNED_IN),
    "accounts:calendar_new": everybody_with(SIGNED_IN, only_post=True),
    "accounts:calendar_revoke": everybody_with(SIGNED_IN, only_post=True),
    "accounts:who_sees_what": everybody_with(SIGNED_IN),
    "accounts:notifications": everybody_with(SIGNED_IN),
    "accounts:acknowledge_all": everybody_with(SIGNED_IN, only_post=True),
    "accounts:acknowledge": Row(frozenset({"named"}), only_post=True),
    "accounts:access_log": everybody_with(GOVERNANCE),
    "accounts:users": everybody_with(ADMINS),
    "accounts:user_new": everybody_with(ADMINS),
    "accounts:user": everybody_with(ADMINS),
    "accounts:user_invite": everybody_with(ADMINS, only_post=True),
    "accounts:membership_add": everybody_with(ADMINS, only_post=True),
    "accounts:membership_end": everybody_with(ADMINS),
    "accounts:teams": everybody_with(ADMINS),
    "accounts:team": everybody_with(ADMINS),
    "accounts:systems": everybody_with(ADMINS),
    "accounts:system": everybody_with(ADMINS),
    "accounts:credential_new": everybody_with(ADMINS, only_post=True),
    "accounts:credential_revoke": everybody_with(ADMINS, only_post=True),
    # Casework
    "families:today": everybody_with(HAVE_CASEWORK),
    "families:today_rest": everybody_with(HAVE_CASEWORK),
    "families:quiet": everybody_with(HAVE_CASEWORK),
    "families:caseload": everybody_with(HAVE_CASEWORK),
    "families:search": everybody_with(HAVE_CASEWORK),
    "families:glass": everybody_with(HAVE_CASEWORK),
    "families:clocks": everybody_with(MANAGERS),
    "families:closures": everybody_with(MANAGERS),
    "families:exclusions": everybody_with(GOVERNANCE),
    "families:exclusion_end": everybody_with(GOVERNANCE, only_post=True),
    "families:case": read(),
    "families:timeline": read(),
    "families:milestone": read(),
    "families:milestone_why": write(),
    "families:network": read(),
    "families:agency_new": write(),
    "families:agency_edit": write(),
    "families:chronology": read(),
    "families:chronology_entry": read(),
    "families:chronology_new": write(),
    "families:chronology_edit": write(),
    "families:chronology_remove": write(),
    "families:chronology_pdf": Row(frozenset(CASEWORKERS)),
    "families:restrict": managed(),
    # Visits
    "families:visit_new": duty(),
    "families:visit_new_discard": duty(only_post=True),
    "families:visit_plan": duty(),
    "families:visit": read(),
    "families:visit_log": duty(),
    "families:visit_undo": duty(only_post=True, overrides=SIGNED),
    "families:visit_cancel": duty(),
    "families:visit_move": duty(),
    "families:complexity": write(),
    "families:visit_discard": duty(only_post=True),
    "families:note_add": duty(overrides=SIGNED),
    "families:draft_save": everybody_with(HAVE_CASEWORK, only_post=True),
    "families:task_new": duty(),
    "families:task_done": duty(only_post=True),
    "families:goal_new": write(),
    "families:goal_edit": write(),
    "families:visits": read(),
    "families:rhythm": write(),
    "families:topics": read(),
    "families:mileage": everybody_with(HAVE_CASEWORK),
    "families:mileage_file": everybody_with(HAVE_CASEWORK),
    "families:groups": everybody_with(HAVE_CASEWORK),
    "families:group_new": everybody_with(HAVE_CASEWORK),
    "families:group": of_the_team(),
    "families:group_edit": of_the_team(),
    "families:session_new": of_the_team(),
    "families:session": of_the_team(),
    "families:case_groups": read(),
    "families:group_join": write_only_by_post(),
    "families:group_leave": write_only_by_post(),
    "families:practical_help": read(),
    "families:help_new": write(),
    "families:help_edit": write(),
    # What happens in a case
    "families:birth": write(),
    "families:baby_add": write_only_by_post(),
    "families:loss": write(),
    "families:due_date": write(),
    "families:meeting_new": write(),
    "families:meeting": read(),
    "families:meeting_hold": write(),
    "families:meeting_edit": write(),
    "families:meeting_move": write(),
    "families:meeting_cancel": write(),
    "families:statuses": read(),
    "families:status_new": write(),
    "families:status_end": write(),
    "families:separation_new": write(overrides=BORN),
    "families:separation_edit": write(overrides=APART),
    "families:return_new": write(overrides=APART),
    "families:return_edit": write(overrides=BORN),
    "families:child_homes": read(overrides=BORN),
    "families:home_new": write(overrides=BORN),
    "families:home_edit": write(overrides=BORN),
    "families:hand_over": write(overrides=BORN),
    "families:consent": write(),
    "families:sharing": write(),
    "families:close": write(),
    "families:closure_sign": managed(),
    "families:reopen": managed(overrides=CLOSED),
    # Papers and documents
    "families:papers": read(),
    "families:paper_new": write(),
    "families:paper": read(),
    "families:paper_version": read(),
    "families:paper_file": Row(frozenset(CASEWORKERS), overrides={"ending": "paper_ending"}),
    "families:paper_section": write(),
    "families:paper_sign": write(),
    "families:paper_countersign": managed(shows="{name}", overrides={"paper_id": "signed_paper_id"}),
    "families:paper_return": managed(shows="{name}", overrides={"paper_id": "signed_paper_id"}),
    "families:paper_acknowledge": write(overrides={"paper_id": "signed_paper_id"}),
    "families:paper_discard": write_only_by_post(),
    "families:paper_revise": write_only_by_post(overrides={"paper_id": "signed_paper_id"}),
    "families:report_ask": write(),
    "families:report": write(),
    "families:report_call_off": write(),
    "families:document_new": write(),
    "families:document_file": Row(frozenset(CASEWORKERS)),
    "families:document_withdraw": write(),
    # People
    "families:person": read(),
    "families:person_edit": write(),
    "families:person_name": write(),
    "families:person_address": write(),
    "families:person_channel": write(),
    "families:channel_end": write(),
    "families:person_facts": write(),
    "families:safety_new": write(),
    "families:safety_edit": write(),
    "families:member_new": write(),
    "families:kept_apart": managed(),
    "families:person_same": managed(shows="{name}"),
    "families:merge_new": managed(shows="{name}", overrides={"other_id": "candidate_id"}),
    "families:merge": managed(shows="{name}"),
    "families:merge_undo": managed(shows="{name}"),
    # Allocation
    "families:board": everybody_with(MANAGERS),
    "families:allocate": managed(),
    "families:leave": everybody_with(MANAGERS),
    "families:leave_withdraw": managed(only_post=True),
    "families:reassign": managed(),
    "families:cover": managed(),
    "families:series_new": write(),
    "families:meeting_report": write(),
    "families:calendar_feed": everybody_with(EVERYBODY),
    # Supervision, and passing cases on
    "families:supervisions": everybody_with(HAVE_CASEWORK),
    "families:supervision_new": everybody_with(MANAGERS),
    "families:supervision": Row(frozenset({"named", "manager"})),
    "families:supervision_case": Row(frozenset({"named", "manager"}), shows="{name}"),
    "families:supervision_personal": Row(frozenset({"named", "manager"})),
    "families:transfer_new": write(),
    "families:transfers": everybody_with(MANAGERS),
    "families:transfer": Row(frozenset({"manager", "other_manager"})),
    "families:transfer_withdraw": Row(frozenset({"manager", "other_manager"}), only_post=True),
    # Referrals
    "referrals:inbox": everybody_with(MANAGERS),
    "referrals:new": everybody_with(HAVE_CASEWORK | REFERRERS | DOORS),
    "referrals:draft": Row(frozenset({"referrer"})),
    "referrals:referral": managed(),
    "referrals:complete": managed(),
    "referrals:compare": managed(overrides={"person_id": "candidate_id"}),
    "referrals:accept": managed(),
    "referrals:wait": managed(),
    "referrals:decline": managed(),
    "referrals:redirect": managed(),
    "referrals:acknowledge": managed(overrides={"referral_id": "redirected_id"}),
    "referrals:receipt": managed(only_post=True),
    "referrals:ask": managed(),
    "referrals:answered": managed(overrides={"referral_id": "asked_id"}),
    "referrals:reopen": managed(overrides={"referral_id": "redirected_id"}),
    "referrals:mine": everybody_with(REFERRERS | DOORS),
    "referrals:panels": everybody_with(MANAGERS),
    "referrals:panel_new": everybody_with(MANAGERS),
    "referrals:panel": managed(),
    "referrals:panel_draw": managed(only_post=True),
    "referrals:panel_people": managed(),
    "referrals:panel_close": managed(only_post=True),
    "referrals:panel_minutes": managed(),
    "referrals:panel_item": managed(),
    "referrals:panel_decide": managed(),
    "referrals:dispute": Row(frozenset({"manager", "referrer"})),
    "referrals:upload_new": everybody_with(HAVE_CASEWORK | REFERRERS | DOORS),
    "referrals:upload_template": everybody_with(HAVE_CASEWORK | REFERRERS | DOORS),
    "referrals:upload": Row(frozenset({"referrer"})),
    "referrals:upload_decide": Row(frozenset({"referrer"}), only_post=True),
    "referrals:upload_confirm": Row(frozenset({"referrer"}), only_post=True),
    "referrals:upload_discard": Row(frozenset({"referrer"}), only_post=True),
    "referrals:new_facts": managed(only_post=True),
    "referrals:sent": Row(frozenset({"referrer"})),
    "referrals:answer": Row(frozenset({"referrer"}), overrides={"referral_id": "asked_id"}),
    # The front door
    "referrals:contacts": everybody_with(DOORS),
    "referrals:contact_new": everybody_with(DOORS),
    "referrals:contact": Row(frozenset({"door"})),
    "referrals:contact_decide": Row(frozenset({"door"})),
    "referrals:contact_correct": Row(frozenset({"door"})),
    "referrals:contact_refer": Row(frozenset({"door"}), overrides={"contact_id": "decided_contact_id"}),
    # Outcomes
    "outcomes:scores": read(),
    "outcomes:journey": read(),
    "outcomes:journey_pdf": Row(frozenset(CASEWORKERS)),
    "outcomes:assessment_new": write(),
    "outcomes:assessment": write(),
    "outcomes:assessment_withdraw": write(),
    "outcomes:evaluations": read(),
    "outcomes:evaluation_new": write(),
    "outcomes:evaluation_anonymous": everybody_with(HAVE_CASEWORK),
    "outcomes:evaluations_of_service": everybody_with(FIGURES),
    "outcomes:runs": everybody_with(FIGURES),
    "outcomes:run_ask": everybody_with(FIGURES, only_post=True),
    "outcomes:run": Row(frozenset(FIGURES_HERE)),
    "outcomes:run_stop": Row(frozenset(FIGURES_HERE), only_post=True),
    "outcomes:left_out": Row(frozenset(FIGURES_HERE), overrides={"run_id": "course_run_id"}),
    "outcomes:cost": everybody_with(FIGURES),
    "outcomes:comparisons": everybody_with(FIGURES),
    "outcomes:comparison_new": everybody_with(FIGURES),
    "outcomes:comparison_draw": everybody_with(FIGURES, only_post=True),
    "outcomes:comparison_withdraw": Row(frozenset(FIGURES_HERE), only_post=True),
    # Dashboards and returns
    "reporting:dashboard": everybody_with(MANAGERS),
    "reporting:dashboard_rows": everybody_with(MANAGERS),
    "reporting:own_dashboard": everybody_with(HAVE_CASEWORK),
    "reporting:own_dashboard_rows": everybody_with(HAVE_CASEWORK),
    "reporting:service_wide": everybody_with(FIGURES),
    "reporting:returns": everybody_with(FIGURES),
    "reporting:return_new": everybody_with({"returns_admin"}, only_post=True),
    "reporting:return": Row(frozenset(FIGURES_HERE)),
    "reporting:checks": Row(frozenset(FIGURES_HERE)),
    "reporting:gap": Row(frozenset(FIGURES_HERE)),
    "reporting:commentary": Row(frozenset({"returns_admin"}), only_post=True),
    "reporting:sign": Row(frozenset({"returns_admin"}), only_post=True),
    "reporting:unsign": Row(frozenset({"returns_admin"}), only_post=True),
    "reporting:figure": Row(frozenset(FIGURES_HERE)),
    "reporting:versions": Row(frozenset(FIGURES_HERE)),
    "reporting:kept_figure": Row(frozenset(FIGURES_HERE)),
    "reporting:release": Row(frozenset({"returns_admin"}), only_post=True),
    "reporting:export_ask": Row(frozenset({"returns_admin"}), only_post=True),
    "reporting:extracts": everybody_with({"returns_admin", "evaluator"}),
    "reporting:extract_ask": Row(frozenset({"returns_admin", "evaluator"}), only_post=True),
    "reporting:exports": everybody_with(FIGURES | DOORS | {"evaluator"}),
    "reporting:export_fetch": Row(frozenset({"returns_admin"})),
    "reporting:by_month": everybody_with(FIGURES | DOORS),
    "reporting:by_month_rows": everybody_with(FIGURES | DOORS),
    "reporting:by_month_ask": everybody_with(FIGURES | DOORS, only_post=True),
    "reporting:definitions": everybody_with(FIGURES),
    "reporting:definition": everybody_with(FIGURES),
    # The API
    "api_schema": everybody_with(SIGNED_IN | {"system", "other_system"}),
    "api_cases": everybody_with(HAVE_CASEWORK),
    "api_case": read(),
    "api_visits": everybody_with(HAVE_CASEWORK),
    "api_referrals": Row(frozenset({"system", "other_system"}), only_post=True, by_credential=True),
    "api_referral": Row(frozenset({"system"}), by_credential=True, overrides={"referral_id": "sent_by_system_id"}),
}

PUBLIC = {
    "home", "health", "account_login", "account_logout", "account_inactive", "account_change_password",
    "account_set_password", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key", "account_reset_password_from_key_done", "set_language",
}  # fmt: skip
"""Doors and signposts, which tests/integration/test_sign_in.py walks through."""
