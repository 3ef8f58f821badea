"""Lines about referrals: how many came, from whom, how early, what was decided."""

from django.utils.translation import gettext_lazy as _

from reporting.indicators.base import Gap, Indicator, Kind, Known

_RECEIVED = """
    SELECT 'numerator' AS part, r.id AS object_id, r.case_id, r.reference,
           jsonb_build_object('received_on', r.received_on, 'source', r.source) AS detail
    FROM service_referral r WHERE r.received_on BETWEEN %(first)s AND %(last)s
"""

RECEIVED = Indicator(
    key="referrals_received",
    number="1",
    label=_("Referrals received"),
    definition=_("How many referrals to the service arrived in the period, whatever was decided about them."),
    population=_("Referrals whose day of receipt lies in the period."),
    numerator=_("All of them, one each: two referrals of the same woman are two."),
    kind=Kind.COUNT,
    unit="referral",
    known=Known(events=("n",)),
    rows=_RECEIVED,
)

FROM_COMMUNITY_MIDWIVES = Indicator(
    key="referrals_from_community_midwives",
    number="2",
    label=_("of them from community midwives"),
    definition=_("How many of the referrals of line 1 were made by a community midwife."),
    population=_("The referrals of line 1."),
    numerator=_("Those from a source that the service's definition marks as community midwives."),
    kind=Kind.COUNT,
    unit="referral",
    known=Known(events=("n",), some=(("referrals_received:n", ("n",)),)),
    rows=_RECEIVED + " AND r.source = ANY(%(midwife_sources)s)",
)


def _standing(kinds: str) -> str:
    return f"""
    SELECT 'numerator' AS part, r.id AS object_id, r.case_id, r.reference,
           jsonb_build_object('received_on', r.received_on, 'decided_on', s.decided_on, 'decision', s.kind) AS detail
    FROM service_referral r JOIN standing s ON s.referral_id = r.id
    WHERE s.decided_on >= %(first)s AND s.kind IN ({kinds})
    """  # noqa: S608  (the kinds are written below)


ACCEPTED = Indicator(
    key="referrals_accepted",
    number="3",
    label=_("Referrals accepted"),
    definition=_("How many referrals were accepted in the period, whenever they had been received."),
    population=_("Referrals decided in the period."),
    numerator=_("Those whose latest decision by the end of the period was to accept."),
    kind=Kind.COUNT,
    unit="referral",
    known=Known(events=("n",)),
    rows=_standing("'accepted'"),
)

DECLINED = Indicator(
    key="referrals_declined_or_redirected",
    number="4",
    label=_("Referrals declined or redirected"),
    definition=_("How many referrals were declined, or sent on to another service, in the period."),
    population=_("Referrals decided in the period."),
    numerator=_("Those whose latest decision by the end of the period was to decline or to redirect."),
    kind=Kind.COUNT,
    unit="referral",
    known=Known(events=("n",)),
    rows=_standing("'declined', 'redirected'"),
)

WAITING = Indicator(
    key="referrals_waiting",
    number="5",
    label=_("Waiting for a decision at the end"),
    definition=_("How many referrals were without a yes or no when the period ended."),
    population=_("Referrals received up to the last day of the period."),
    numerator=_("Those not decided by then, those on the waiting list, and those taken up again."),
    kind=Kind.COUNT,
    unit="referral",
    known=Known(at_end=("n",)),
    rows="""
    SELECT 'numerator' AS part, r.id AS object_id, r.case_id, r.reference,
           jsonb_build_object('received_on', r.received_on, 'decision', coalesce(s.kind, '')) AS detail
    FROM service_referral r LEFT JOIN standing s ON s.referral_id = r.id
    WHERE r.received_on <= %(last)s AND coalesce(s.kind, 'waiting') IN ('waiting', 'reopened')
    """,
)

# 280 days less those still to go: gestation on the day of receipt.
_GESTATION = "280 - (r.due_date - r.received_on)"
_UNBORN = """r.received_on BETWEEN %(first)s AND %(last)s AND (r.born_on IS NULL OR r.born_on > r.received_on)"""
_DETAIL = f"""jsonb_build_object('received_on', r.received_on, 'due_on', r.due_date, 'gestation', {_GESTATION})"""
_NO_DUE_DATE = _("Referrals without any due date.")
_BORN = _("Referrals of a baby who had been born already.")
_DUE_DATE = _("The due date now agreed for the pregnancy, else the one in the referral.")

GESTATION = Indicator(
    key="gestation_at_referral",
    number="19",
    label=_("Median weeks of gestation at referral"),
    definition=_("How far the pregnancy was when half of the referrals had been made."),
    population=_("Referrals of line 1 about a baby not yet born."),
    numerator=_("Those with a due date. Of an even number the lower of the middle two is taken."),
    left_out=_BORN,
    unknowns=_NO_DUE_DATE,
    source=_DUE_DATE,
    kind=Kind.MEDIAN,
    unit="referral",
    known=Known(events=("n",), some=(("referrals_received:n", ("n", "unknown")),)),
    gap=Gap(
        words=_("Referrals without a due date"),
        mend="families:due_date",
        without_case="referrals:referral",
    ),
    rows=f"""
    SELECT CASE WHEN r.due_date IS NULL THEN 'unknown' ELSE 'numerator' END AS part,
           r.id AS object_id, r.case_id, r.reference, {_GESTATION} AS measure, {_DETAIL} AS detail
    FROM service_referral r WHERE {_UNBORN}
    """,  # noqa: S608
    extras={"measure"},
)

EARLY = Indicator(
    key="referred_early",
    number="20",
    label=_("Referred by %(early)s"),
    definition=_("What share of the referrals came in the first weeks of pregnancy, up to and including %(early)s."),
    population=_("Referrals of line 1 about a baby not yet born, with a due date."),
    numerator=_("Those received on or before the day on which the pregnancy was %(early)s."),
    left_out=_BORN,
    unknowns=_NO_DUE_DATE,
    source=_DUE_DATE,
    kind=Kind.SHARE,
    unit="referral",
    known=Known(same={"of": "gestation_at_referral:n", "unknown": "gestation_at_referral:unknown"}, events=("n",)),
    rows=f"""
    SELECT CASE WHEN r.due_date IS NULL THEN 'unknown'
                WHEN {_GESTATION} <= %(early_days)s THEN 'numerator' ELSE 'denominator' END AS part,
           r.id AS object_id, r.case_id, r.reference, {_DETAIL} AS detail
    FROM service_referral r WHERE {_UNBORN}
    """,  # noqa: S608
)

INDICATORS = (RECEIVED, FROM_COMMUNITY_MIDWIVES, ACCEPTED, DECLINED, WAITING, GESTATION, EARLY)
