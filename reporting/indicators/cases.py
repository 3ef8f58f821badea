"""Lines about cases: opened, closed, and staffed in time."""

from django.utils.translation import gettext_lazy as _

from reporting.indicators.base import CLIENTS, Gap, Indicator, Kind, Known

OPENED = Indicator(
    key="cases_opened",
    number="10",
    label=_("Cases opened"),
    definition=_("How many cases were accepted in the period."),
    population=_("Cases of the service."),
    numerator=_("Those whose day of acceptance lies in the period."),
    kind=Kind.COUNT,
    unit="case",
    known=Known(events=("n",)),
    rows="""
    SELECT 'numerator' AS part, id AS object_id, id AS case_id, reference,
           jsonb_build_object('referred_on', referred_on, 'opened_on', opened_on) AS detail
    FROM service_case WHERE opened_on BETWEEN %(first)s AND %(last)s
    """,
)

CLOSED = Indicator(
    key="cases_closed",
    number="11",
    label=_("Cases closed"),
    definition=_("How many cases were closed in the period, for whatever reason."),
    population=_("Cases of the service."),
    numerator=_("Those whose closing day lies in the period."),
    kind=Kind.COUNT,
    unit="case",
    known=Known(
        events=("n",),
        together=(("families_open:n", ("n", "cases_open_at_end:n")), (CLIENTS, ("n", "cases_open_at_end:n"))),
    ),
    rows="""
    SELECT 'numerator' AS part, c.id AS object_id, c.id AS case_id, c.reference,
           jsonb_build_object('opened_on', c.opened_on, 'closed_on', c.closed_on, 'reason', x.reason) AS detail
    FROM service_case c
    LEFT JOIN families_closure x ON x.case_id = c.id AND x.signed_on IS NOT NULL AND x.reopened_on IS NULL
    WHERE c.closed_on BETWEEN %(first)s AND %(last)s
    """,
)

OPEN_AT_END = Indicator(
    key="cases_open_at_end",
    number="12",
    label=_("Cases open at the end"),
    definition=_("How many cases went on after the last day of the period."),
    population=_("Cases accepted by the last day of the period."),
    numerator=_("Those not closed by then, so that the cases open before, plus line 10, less line 11, give this line."),
    kind=Kind.COUNT,
    unit="case",
    known=Known(carried=("cases_opened:n", "cases_closed:n"), at_end=("n",)),
    rows="""
    SELECT 'numerator' AS part, id AS object_id, id AS case_id, reference,
           jsonb_build_object('opened_on', opened_on) AS detail
    FROM open_case WHERE closed_on IS NULL OR closed_on > %(last)s
    """,
)

FIRST_SLOT = Indicator(
    key="first_slot_in_time",
    number="21",
    label=_("Accepted, with a %(first_slot)s within %(first_slot_days)s working days"),
    definition=_("What share of the accepted cases had a %(first_slot)s within %(first_slot_days)s working days of "
                 "the referral."),
    population=_("Cases opened in the period, apart from those of a father or partner in his own right."),
    numerator=_("Those where the first allocation of a %(first_slot)s began by then. The day of the referral is not "
                "counted, nor are weekends and bank holidays."),
    unknowns=_("Cases without one whose last day has not passed yet."),
    source=_("The number of working days is the service's own choice, in its definition."),
    kind=Kind.SHARE,
    unit="case",
    known=Known(events=("n", "of"), some=(("cases_opened:n", ("of", "unknown")),)),
    gap=Gap(
        words=_("Cases for which no %(first_slot)s has been recorded"),
        mend="families:allocate",
        where="detail ->> 'allocated_on' IS NULL",
    ),
    rows="""
    SELECT CASE WHEN a.allocated_on <= d.due_on THEN 'numerator'
                WHEN a.allocated_on IS NULL AND d.due_on >= %(today)s THEN 'unknown'
                ELSE 'denominator' END AS part,
           c.id AS object_id, c.id AS case_id, c.reference,
           jsonb_build_object('referred_on', c.referred_on, 'due_on', d.due_on,
                              'allocated_on', a.allocated_on) AS detail
    FROM service_case c
    LEFT JOIN LATERAL (
        SELECT min(starts) AS allocated_on FROM families_allocation
        WHERE case_id = c.id AND slot = %(first_slot_key)s) a ON true
    LEFT JOIN unnest(%(days)s::date[], %(deadlines)s::date[]) AS d(day, due_on) ON d.day = c.referred_on
    WHERE c.opened_on BETWEEN %(first)s AND %(last)s
      AND c.id NOT IN (SELECT case_id FROM partner_case)
    """,
)  # fmt: skip

SECOND_SLOT = Indicator(
    key="second_slot_in_time",
    number="22",
    label=_("With a %(second_slot)s by %(second_gestation)s, where referred before"),
    definition=_("Of the pregnancies that reached %(second_gestation)s in the period and were referred before it, how "
                 "many had a %(second_slot)s by then."),
    population=_("Cases about a pregnancy whose %(second_gestation)s fell in the period, referred before that day and "
                 "not closed before it."),
    numerator=_("Those where an allocation of a %(second_slot)s began on or before that day."),
    left_out=_("Pregnancies that had ended by that day; cases referred on or after it."),
    unknowns=_("Cases opened in the period about a pregnancy that has no due date."),
    source=_("Jig-so's written evidence: parent workers start up to 20 weeks before birth. The threshold stands in "
             "the service's definition."),
    kind=Kind.SHARE,
    unit="case",
    known=Known(events=("n", "of")),
    gap=Gap(words=_("Cases about a pregnancy without a due date"), mend="families:due_date"),
    rows="""
    SELECT CASE WHEN p.due_date IS NULL THEN 'unknown'
                WHEN a.allocated_on <= p.due_date - %(second_slot_left)s THEN 'numerator'
                ELSE 'denominator' END AS part,
           c.id AS object_id, c.id AS case_id, c.reference,
           jsonb_build_object('referred_on', c.referred_on, 'reached_on', p.due_date - %(second_slot_left)s,
                              'allocated_on', a.allocated_on) AS detail
    FROM service_case c
    JOIN families_pregnancy p ON p.id = c.pregnancy_id
    LEFT JOIN LATERAL (
        SELECT min(starts) AS allocated_on FROM families_allocation
        WHERE case_id = c.id AND slot = %(second_slot_key)s) a ON true
    WHERE (p.due_date IS NULL AND c.opened_on BETWEEN %(first)s AND %(last)s)
       OR (p.due_date - %(second_slot_left)s BETWEEN %(first)s AND %(last)s
           AND c.referred_on < p.due_date - %(second_slot_left)s AND c.opened_on <= %(last)s
           AND (c.closed_on IS NULL OR c.closed_on >= p.due_date - %(second_slot_left)s)
           AND (p.ended_on IS NULL OR p.ended_on > p.due_date - %(second_slot_left)s))
    """,
)  # fmt: skip

INDICATORS = (OPENED, CLOSED, OPEN_AT_END, FIRST_SLOT, SECOND_SLOT)
