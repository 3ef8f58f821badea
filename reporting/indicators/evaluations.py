"""The line about what families say of the service."""

from django.utils.translation import gettext_lazy as _

from reporting.indicators.base import Indicator, Kind, Known

SATISFIED = Indicator(
    key="satisfied_or_helped",
    number="40",
    label=_("Satisfied or helped, of those who answered"),
    definition=_("Of the families who said whether they were happy with the help or whether it helped, how many said "
                 "yes to either."),
    population=_("Evaluation forms answered in the period, with a name or without, in which such a question was "
                 "answered."),
    numerator=_("Those with an answer that the service's definition counts as satisfied or helped."),
    left_out=_("Families who were not asked, or did not want to answer: those who are unhappy may be among them."),
    unknowns=_("Forms in which only other questions were answered."),
    source=_("The questions and what counts as satisfied stand in the service's definition."),
    kind=Kind.SHARE,
    unit="evaluation",
    known=Known(events=("n", "of")),
    rows="""
    SELECT CASE WHEN e.satisfied THEN 'numerator' WHEN e.satisfied IS NULL THEN 'unknown'
                ELSE 'denominator' END AS part,
           e.id AS object_id, e.case_id, coalesce(c.reference, '–') AS reference,
           jsonb_build_object('answered_on', e.answered_on) AS detail
    FROM outcomes_evaluation e
    JOIN families_serviceversion v ON v.id = e.service_version_id AND v.service_id = %(service)s
    LEFT JOIN families_case c ON c.id = e.case_id
    WHERE e.answered_on BETWEEN %(first)s AND %(last)s
    """,
)  # fmt: skip

INDICATORS = (SATISFIED,)
