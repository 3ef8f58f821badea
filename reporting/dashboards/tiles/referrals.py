"""Tiles about referrals, before there is a case."""

from django.utils.translation import gettext_lazy as _

from reporting.dashboards.tiles.base import Tile

TO_DECIDE = Tile(
    key="referrals_to_decide",
    label=_("referrals to decide"),
    definition=_("Referrals to the team received by that day and not decided by it, or on the waiting list with their "
                 "day of review come. One that waited for its referrer's answer is not counted. A referral has no "
                 "worker, tier or status yet: narrowed by one of them, none is left."),
    rows="""
    SELECT r.id AS case_id, r.reference, s.starts::text AS sort, coalesce(s.starts < p.before, false) AS flagged,
           jsonb_build_object('received_on', r.received_on, 'review_on', d.review_on) AS detail
    FROM referrals_referral r
    JOIN unnest(%(deciding)s::uuid[], %(decided_before)s::date[]) AS p(service_id, before)
      ON p.service_id = r.service_id
    LEFT JOIN LATERAL (
        SELECT x.kind, CASE WHEN x.kind = 'waiting' THEN x.review_on END AS review_on FROM referrals_decision x
        WHERE x.referral_id = r.id AND x.decided_on <= %(on)s ORDER BY x.decided_on DESC, x.id DESC LIMIT 1) d ON true
    CROSS JOIN LATERAL (SELECT coalesce(d.review_on, r.counts_from, r.received_on) AS starts) s
    WHERE r.team_id = ANY(%(teams)s::uuid[]) AND r.received_on <= %(on)s
      AND (d.kind IS NULL OR d.kind = 'reopened' OR (d.kind = 'waiting' AND d.review_on <= %(on)s))
      AND NOT EXISTS (SELECT 1 FROM referrals_question q WHERE q.referral_id = r.id AND q.asked_on <= %(on)s
                      AND (q.ended_on IS NULL OR q.ended_on > %(on)s))
      AND (%(service)s::uuid IS NULL OR r.service_id = %(service)s)
      AND %(worker)s::uuid IS NULL AND %(tier)s = '' AND %(status)s = '' AND %(complexity)s = ''
    """,
    worse=_("%(count)s past the target"),
    of="referral",
)  # fmt: skip

TILES = (TO_DECIDE,)
