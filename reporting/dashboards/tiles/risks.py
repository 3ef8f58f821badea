"""Tiles about what is late, quiet or ahead."""

from django.utils.translation import gettext_lazy as _

from reporting.dashboards.tiles.base import Tile

OVERDUE = Tile(
    key="clocks_overdue",
    label=_("overdue clocks"),
    definition=_("Clocks of open cases that were due before that day and not met by it."),
    rows="""
    SELECT case_id, reference, due_on::text AS sort, due_on < %(on)s - 14 AS flagged,
           jsonb_build_object('rule', rule, 'due_on', due_on, 'days_late', %(on)s - due_on) AS detail
    FROM waiting_clock WHERE due_on < %(on)s
    """,
    worse=_("%(count)s by more than two weeks"),
    by_rule=True,
)

COMING = Tile(
    key="clocks_coming",
    label=_("clocks due in 14 days"),
    definition=_("Clocks of open cases that were due on that day or in the 14 after it, and not met by it."),
    rows="""
    SELECT case_id, reference, due_on::text AS sort, due_on <= %(on)s + 7 AS flagged,
           jsonb_build_object('rule', rule, 'due_on', due_on) AS detail
    FROM waiting_clock WHERE due_on >= %(on)s
    """,
    worse=_("%(count)s in the first 7"),
    good=True,
    by_rule=True,
)

QUIET = Tile(
    key="no_contact",
    label=_("cases with no contact"),
    definition=_("Open cases in which nobody met the family for more than the days asked for; where none were asked "
                 "for, those that the service's definition allows. Acceptance stands for the first contact."),
    rows="""
    SELECT s.id AS case_id, s.reference, greatest(l.day, s.opened_on)::text AS sort,
           greatest(l.day, s.opened_on) < %(on)s - 2 * s.quiet AS flagged,
           jsonb_build_object('met_on', l.day, 'opened_on', s.opened_on,
                              'days', %(on)s - greatest(l.day, s.opened_on)) AS detail
    FROM scope s
    JOIN (SELECT case_id, (met_at AT TIME ZONE 'Europe/London')::date AS day FROM last_met) l ON l.case_id = s.id
    WHERE greatest(l.day, s.opened_on) < %(on)s - s.quiet
    """,
    worse=_("%(count)s for twice as long as allowed"),
)  # fmt: skip

NO_ACCESS = Tile(
    key="no_access_runs",
    label=_("runs of no access"),
    definition=_("Open cases whose latest visits, as many as the service's definition says, all met nobody."),
    rows="""
    SELECT s.id AS case_id, s.reference, x.since::text AS sort, x.run >= 2 * s.tries AS flagged,
           jsonb_build_object('tried', x.run, 'first_tried_on', x.since) AS detail
    FROM scope s JOIN LATERAL (
        SELECT count(*) AS run, min((v.happened_at AT TIME ZONE 'Europe/London')::date) AS since
        FROM families_visitcase vc JOIN families_visit v ON v.id = vc.visit_id
        WHERE vc.case_id = s.id AND v.outcome = 'no_access' AND v.happened_at < %(until_at)s
          AND NOT EXISTS (
              SELECT 1 FROM families_visitcase dc JOIN families_visit d ON d.id = dc.visit_id
              WHERE dc.case_id = s.id AND d.outcome = 'done' AND d.happened_at < %(until_at)s
                AND (d.happened_at, d.id) > (v.happened_at, v.id))) x ON x.run >= s.tries
    """,
    worse=_("%(count)s twice as long"),
)

BIRTHS = Tile(
    key="births_without_plan",
    several=True,
    label=_("births in 4 weeks with no plan"),
    definition=_("Pregnancies of open cases due in the 28 days from that day, or past their due date and not ended, "
                 "without a signed plan for the birth. Which papers are one is said in the service's definition."),
    rows="""
    SELECT case_id, reference, due_date::text AS sort, due_date <= %(on)s + 7 AS flagged,
           jsonb_build_object('due_on', due_date) AS detail
    FROM pregnant WHERE NOT planned AND due_date <= %(births_until)s
    """,
    worse=_("%(count)s due within a week or past it"),
)  # fmt: skip

MEETINGS = Tile(
    key="meetings_ahead",
    label=_("child protection meetings in 14 days"),
    definition=_("Child protection meetings booked for that day or the 14 after it, to which the open cases belong; "
                 "each once for every case."),
    rows="""
    SELECT s.id AS case_id, s.reference, m.scheduled_for::text AS sort, g.going = 0 AS flagged,
           jsonb_build_object('meeting', m.kind, 'scheduled_for', m.scheduled_for, 'who', g.who) AS detail
    FROM scope s
    JOIN families_meetingcase mc ON mc.case_id = s.id
    JOIN families_meeting m ON m.id = mc.meeting_id
    JOIN LATERAL (
        SELECT count(*) AS going, string_agg(u.name, ', ' ORDER BY u.name) AS who
        FROM families_meetinginvitation i JOIN accounts_user u ON u.id = i.worker_id
        WHERE i.meeting_id = m.id AND NOT i.apologies) g ON true
    WHERE m.child_protection AND (m.held_on IS NULL OR m.held_on > %(on)s)
      AND (m.cancelled_on IS NULL OR m.cancelled_on > %(on)s)
      AND (m.scheduled_for AT TIME ZONE 'Europe/London')::date BETWEEN %(on)s AND %(ahead)s
    """,
    worse=_("%(count)s with nobody going"),
)  # fmt: skip

TILES = (OVERDUE, COMING, QUIET, NO_ACCESS, BIRTHS, MEETINGS)
