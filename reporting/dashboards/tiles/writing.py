"""Tiles about what is not written: scores and signatures."""

from django.utils.translation import gettext_lazy as _

from reporting.dashboards.tiles.base import Tile

STARTS = Tile(
    key="start_scores_missing",
    label=_("start scores missing"),
    definition=_(
        "Open cases past the day by which the service's definition wants start scores, without any by that day."
    ),
    rows="""
    SELECT s.id AS case_id, s.reference, d.due_on::text AS sort, d.due_on < %(on)s - 28 AS flagged,
           jsonb_build_object('due_on', d.due_on, 'opened_on', s.opened_on) AS detail
    FROM scope s JOIN LATERAL (
        SELECT s.start_days + coalesce((SELECT min(a.starts) FROM families_allocation a
                                        WHERE a.case_id = s.id AND a.slot = s.anchor), s.opened_on) AS due_on
        ) d ON d.due_on < %(on)s
    WHERE NOT EXISTS (SELECT 1 FROM outcomes_assessment o WHERE o.case_id = s.id AND o.point = 'start'
                      AND o.withdrawn_at IS NULL AND o.assessed_on <= %(on)s)
    """,
    worse=_("%(count)s by more than 4 weeks"),
)

ENDS = Tile(
    key="end_scores_missing",
    label=_("end scores missing"),
    definition=_("Open cases whose closure waits to be signed, without end scores by that day."),
    rows="""
    SELECT s.id AS case_id, s.reference, x.asked_on::text AS sort, x.end_scores_missing_reason = '' AS flagged,
           jsonb_build_object('asked_on', x.asked_on) AS detail
    FROM scope s JOIN families_closure x ON x.case_id = s.id
    WHERE x.asked_on <= %(on)s AND (x.signed_on IS NULL OR x.signed_on > %(on)s)
      AND (x.refused_on IS NULL OR x.refused_on > %(on)s) AND NOT x.is_loss AND NOT x.is_transfer
      AND NOT EXISTS (SELECT 1 FROM outcomes_assessment o WHERE o.case_id = s.id AND o.point = 'end'
                      AND o.withdrawn_at IS NULL AND o.assessed_on <= %(on)s)
    """,
    worse=_("%(count)s without a reason"),
)

UNSIGNED = Tile(
    key="unsigned",
    label=_("notes and papers not signed"),
    definition=_("Notes of visits that took place, and papers that were begun, in open cases, not signed by that day."),
    rows="""
    SELECT s.id AS case_id, s.reference, v.happened_at::date::text AS sort,
           v.happened_at < %(until_at)s - interval '7 days' AS flagged,
           jsonb_build_object('what', 'visit', 'happened_at', v.happened_at) AS detail
    FROM scope s
    JOIN families_visitcase vc ON vc.case_id = s.id
    JOIN families_visit v ON v.id = vc.visit_id AND v.outcome IN ('done', 'no_access')
    JOIN families_visitnote n ON n.visit_case_id = vc.id
    WHERE v.happened_at < %(until_at)s AND (n.signed_at IS NULL OR n.signed_at >= %(until_at)s)
    UNION ALL
    SELECT s.id, s.reference, (pv.entered_at AT TIME ZONE 'Europe/London')::date::text,
           pv.entered_at < %(until_at)s - interval '7 days',
           jsonb_build_object('what', p.kind, 'begun_on', (pv.entered_at AT TIME ZONE 'Europe/London')::date)
    FROM scope s
    JOIN families_paper p ON p.case_id = s.id
    JOIN families_paperversion pv ON pv.paper_id = p.id
    WHERE pv.entered_at < %(until_at)s AND (pv.signed_at IS NULL OR pv.signed_at >= %(until_at)s)
    """,
    worse=_("%(count)s for more than a week"),
)

TILES = (STARTS, ENDS, UNSIGNED)
