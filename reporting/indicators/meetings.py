"""Lines about child protection meetings and the register."""

from django.utils.translation import gettext_lazy as _

from reporting.indicators.base import Gap, Indicator, Kind, Known

_ATTENDED = """
    SELECT CASE WHEN attended THEN 'numerator' WHEN not_recorded THEN 'unknown' ELSE 'denominator' END AS part,
           id AS object_id, case_id, reference, jsonb_build_object('held_on', held_on, 'kind', kind) AS detail
    FROM invited_meeting
"""
_INVITED = _("Child protection meetings held in the period that stand in a case of the service and to which a worker "
             "was invited.")  # fmt: skip
_ANYBODY = _("Those that at least one of the workers invited attended.")
_NOT_WRITTEN = _("Meetings where nobody is known to have come and for somebody it was not written down.")

ATTENDED = Indicator(
    key="child_protection_meetings",
    number="17",
    label=_("Child protection meetings attended, of those invited to"),
    definition=_("How many child protection meetings the team attended, and to how many it was invited."),
    population=_INVITED,
    numerator=_ANYBODY,
    unknowns=_NOT_WRITTEN,
    kind=Kind.COUNT_OF,
    unit="meeting",
    known=Known(events=("n", "of")),
    gap=Gap(
        words=_("Meetings where it was not written down who came"),
        mend="families:meeting",
        part="meeting_id",
    ),
    rows=_ATTENDED,
)

SHARE_ATTENDED = Indicator(
    key="child_protection_meetings_attended",
    number="25",
    label=_("Child protection meetings attended by any worker, of invitations"),
    definition=_("What share of the child protection meetings somebody of the team attended when asked."),
    population=_INVITED,
    numerator=_ANYBODY,
    unknowns=_NOT_WRITTEN,
    kind=Kind.SHARE,
    unit="meeting",
    known=Known(same={name: f"child_protection_meetings:{name}" for name in ("n", "of", "unknown")}),
    rows=_ATTENDED,
)

DE_REGISTERED = Indicator(
    key="de_registered",
    number="36",
    label=_("De-registered, of those registered in the period"),
    definition=_("What share of the children on the child protection register came off it."),
    population=_("Children of cases open in the period who were on the register on any day of it, born or not."),
    numerator=_("Those not on the register after the last day of the period."),
    left_out=_("Children who were lost or died by the last day."),
    kind=Kind.SHARE,
    unit="child",
    known=Known(once=("of",)),
    rows="""
    SELECT CASE WHEN EXISTS (
               SELECT 1 FROM families_status t WHERE t.person_id = c.person_id AND t.on_register
               AND t.starts <= %(last)s::date + 1 AND (t.ends IS NULL OR t.ends > %(last)s)
           ) THEN 'denominator' ELSE 'numerator' END AS part,
           c.child_id AS object_id, c.case_id, c.reference,
           jsonb_build_object('registered_on', min(s.starts), 'ended_on', max(s.ends)) AS detail
    FROM case_child c JOIN families_status s ON s.person_id = c.person_id AND s.on_register
    WHERE s.starts <= %(last)s AND (s.ends IS NULL OR s.ends >= %(first)s)
      AND (c.lost_on IS NULL OR c.lost_on > %(last)s)
    GROUP BY c.child_id, c.person_id, c.case_id, c.reference
    """,
)

FIRST_REVIEW = Indicator(
    key="de_registered_at_first_review",
    number="36b",
    label=_("De-registered at the first review"),
    definition=_("Of the registrations whose first review was held in the period, how many ended there."),
    population=_("Registrations of children of cases open in the period, whose first review conference was held in it. "
                 "A review is a kind of meeting that can end a registration, in the service's definition. One whose "
                 "categories changed goes on."),
    numerator=_("Those where the decision was one that ends the registration."),
    unknowns=_("Reviews without a decision."),
    kind=Kind.SHARE,
    unit="status",
    known=Known(events=("n", "of"), some=(("de_registered:of", ("n",)),)),
    gap=Gap(words=_("First reviews without a decision"), mend="families:case"),
    rows="""
    SELECT CASE WHEN r.decision = '' THEN 'unknown'
                WHEN r.kind || ':' || r.decision = ANY(%(ending_decisions)s) THEN 'numerator'
                ELSE 'denominator' END AS part,
           s.id AS object_id, c.case_id, c.reference,
           jsonb_build_object('registered_on', s.starts, 'held_on', r.held_on, 'decision', r.decision) AS detail
    FROM case_child c
    JOIN families_status s ON s.person_id = c.person_id AND s.on_register AND s.starts <= %(last)s
    JOIN LATERAL (
        SELECT t.ends FROM families_status t
        WHERE t.person_id = s.person_id AND t.on_register AND t.starts >= s.starts AND NOT EXISTS (
            SELECT 1 FROM families_status n
            WHERE n.person_id = t.person_id AND n.on_register AND n.starts > t.starts AND n.starts <= t.ends + 1)
        ORDER BY t.starts LIMIT 1) e ON true
    JOIN LATERAL (
        SELECT m.held_on, m.kind, j.decision
        FROM families_meetingsubject j JOIN families_meeting m ON m.id = j.meeting_id
        WHERE j.person_id = c.person_id AND m.kind = ANY(%(review_kinds)s) AND m.held_on >= s.starts
          AND (e.ends IS NULL OR m.held_on <= e.ends + 1)
        ORDER BY m.held_on, m.id LIMIT 1) r ON r.held_on BETWEEN %(first)s AND %(last)s
    WHERE NOT EXISTS (
        SELECT 1 FROM families_status b
        WHERE b.person_id = s.person_id AND b.on_register AND b.starts < s.starts
          AND (b.ends IS NULL OR b.ends >= s.starts - 1))
    """,
)  # fmt: skip

INDICATORS = (ATTENDED, SHARE_ATTENDED, DE_REGISTERED, FIRST_REVIEW)
