"""Tiles about cases: open, new, closed, without somebody."""

from django.utils.translation import gettext_lazy as _

from reporting.dashboards.common import narrowed, team_on
from reporting.dashboards.tiles.base import Tile


def _begun_or_ended(day: str) -> str:
    return f"""
    SELECT k.id AS case_id, k.reference, k.{day}::text AS sort, false AS flagged,
           jsonb_build_object('opened_on', k.opened_on, 'closed_on', k.closed_on) AS detail
    FROM known_case k
    WHERE k.{day} BETWEEN %(recent)s AND %(on)s AND {team_on("k", f"k.{day}")} = ANY(%(teams)s::uuid[])
      AND {narrowed("k")}
    """  # noqa: S608


OPEN = Tile(
    key="cases_open",
    label=_("cases open"),
    definition=_("Cases accepted by that day and not closed by its end, of the team that had them then. At the end of "
                 "a quarter it is line 12 of the return."),
    rows="""
    SELECT id AS case_id, reference, opened_on::text AS sort, false AS flagged,
           jsonb_build_object('opened_on', opened_on, 'tier', tier) AS detail
    FROM scope
    """,
    good=True,
)  # fmt: skip

OPENED = Tile(
    key="cases_opened",
    label=_("opened in 28 days"),
    definition=_("Cases accepted on that day or the 27 before, of the team that had them when they were accepted."),
    rows=_begun_or_ended("opened_on"),
    good=True,
)

CLOSED = Tile(
    key="cases_closed",
    label=_("closed in 28 days"),
    definition=_("Cases closed on that day or the 27 before, of the team that had them when they were closed."),
    rows=_begun_or_ended("closed_on"),
    good=True,
)

UNALLOCATED = Tile(
    key="unallocated",
    label=_("cases with nobody"),
    definition=_("Open cases in which nobody held any slot on that day."),
    rows="""
    SELECT s.id AS case_id, s.reference, s.opened_on::text AS sort, s.opened_on < %(on)s - 28 AS flagged,
           jsonb_build_object('referred_on', s.referred_on, 'opened_on', s.opened_on) AS detail
    FROM scope s WHERE NOT EXISTS (SELECT 1 FROM held h WHERE h.case_id = s.id)
    """,
    worse=_("%(count)s for more than 28 days"),
)

GAPS = Tile(
    key="gaps",
    label=_("open slots"),
    definition=_("Slots that the service requires and nobody held on that day. Work that was handed over, or whose "
                 "baby is past the day of hand-over, is no gap."),
    rows="""
    SELECT s.id AS case_id, s.reference, s.opened_on::text AS sort,
           NOT EXISTS (SELECT 1 FROM held h WHERE h.case_id = s.id) AS flagged,
           jsonb_build_object('slot', w.slot, 'opened_on', s.opened_on) AS detail
    FROM scope s JOIN wanted w ON w.version_id = s.service_version_id
    WHERE NOT EXISTS (SELECT 1 FROM held h WHERE h.case_id = s.id AND h.slot = w.slot)
      AND NOT EXISTS (SELECT 1 FROM families_handover o
                      WHERE o.case_id = s.id AND o.slot = w.slot AND o.done_on <= %(on)s)
      AND NOT (w.slot = s.over_slot AND EXISTS (
          SELECT 1 FROM families_child ch JOIN families_birth b ON b.child_id = ch.id
          WHERE (ch.pregnancy_id = s.pregnancy_id OR ch.id = s.child_id) AND b.born_on + s.over_days < %(on)s))
    """,
    worse=_("%(count)s in cases with nobody at all"),
)  # fmt: skip

CLOSING = Tile(
    key="closures_waiting",
    label=_("closures to sign"),
    definition=_("Open cases whose closure was asked for and neither signed nor refused by that day."),
    rows="""
    SELECT s.id AS case_id, s.reference, x.asked_on::text AS sort, x.asked_on <= %(on)s - 5 AS flagged,
           jsonb_build_object('asked_on', x.asked_on, 'reason', x.reason) AS detail
    FROM scope s JOIN families_closure x ON x.case_id = s.id
    WHERE x.asked_on <= %(on)s AND (x.signed_on IS NULL OR x.signed_on > %(on)s)
      AND (x.refused_on IS NULL OR x.refused_on > %(on)s) AND (x.reopened_on IS NULL OR x.reopened_on > %(on)s)
    """,
    worse=_("%(count)s asked for more than 4 days before"),
)

TILES = (OPEN, OPENED, CLOSED, UNALLOCATED, GAPS, CLOSING)
