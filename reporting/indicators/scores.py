"""Lines about scores and the distance travelled. Pairs and verdicts are those that outcomes keeps for each case."""

from django.utils.translation import gettext_lazy as _

from reporting.indicators.base import Gap, Indicator, Kind, Known

_WITH_SCORE = """x.withdrawn_at IS NULL
          AND EXISTS (SELECT 1 FROM outcomes_score s WHERE s.assessment_id = x.id AND s.value IS NOT NULL)"""

START = Indicator(
    key="start_scores_in_time",
    number="26",
    label=_("Start scores within %(start_days)s days"),
    definition=_("Of the cases that reached day %(start_days)s, how many had start scores by then."),
    population=_("Cases whose day %(start_days)s fell in the period, counted from the start of the worker whom the "
                 "service's definition names, else from acceptance."),
    numerator=_("Those with a start reading, at least one score in it, on or before that day."),
    left_out=_("Cases closed before that day."),
    source=_("The number of days is the service's own choice, in its definition."),
    kind=Kind.SHARE,
    unit="case",
    known=Known(events=("n", "of")),
    gap=Gap(
        words=_("Cases without start scores"),
        mend="outcomes:scores",
        where="detail ->> 'assessed_on' IS NULL",
    ),
    rows=f"""
    SELECT CASE WHEN x.assessed_on <= c.anchor + %(start_days)s THEN 'numerator' ELSE 'denominator' END AS part,
           c.id AS object_id, c.id AS case_id, c.reference,
           jsonb_build_object('counted_from_on', c.anchor, 'due_on', c.anchor + %(start_days)s,
                              'assessed_on', x.assessed_on) AS detail
    FROM (SELECT c.*, coalesce(
              (SELECT min(a.starts) FROM families_allocation a WHERE a.case_id = c.id AND a.slot = %(anchor_slot)s),
              CASE WHEN %(anchor_from_referral)s THEN c.referred_on ELSE c.opened_on END) AS anchor
          FROM service_case c WHERE c.opened_on <= %(last)s AND (c.closed_on IS NULL OR c.closed_on >= %(first)s)) c
    LEFT JOIN LATERAL (
        SELECT min(x.assessed_on) AS assessed_on FROM outcomes_assessment x
        WHERE x.case_id = c.id AND x.point = 'start' AND {_WITH_SCORE}) x ON true
    WHERE c.anchor + %(start_days)s BETWEEN %(first)s AND %(last)s
      AND (c.closed_on IS NULL OR c.closed_on >= c.anchor + %(start_days)s)
    """,  # noqa: S608
)  # fmt: skip

_ENDED = _("Cases closed in the period, without those closed after a loss or by transfer.")

END = Indicator(
    key="end_scores",
    number="27",
    label=_("End scores at closure, without loss and transfer"),
    definition=_("What share of the closed cases has end scores."),
    population=_ENDED,
    numerator=_("Those with an end reading, at least one score in it."),
    left_out=_("Closures after a loss, and transfers."),
    kind=Kind.SHARE,
    unit="case",
    known=Known(events=("n", "of"), some=(("cases_closed:n", ("of",)),)),
    gap=Gap(words=_("Closed cases without end scores"), mend="outcomes:scores", where="part = 'denominator'"),
    rows=f"""
    SELECT CASE WHEN x.assessed_on IS NULL THEN 'denominator' ELSE 'numerator' END AS part,
           e.id AS object_id, e.id AS case_id, e.reference,
           jsonb_build_object('closed_on', e.closed_on, 'assessed_on', x.assessed_on) AS detail
    FROM ended_case e
    LEFT JOIN LATERAL (
        SELECT max(x.assessed_on) AS assessed_on FROM outcomes_assessment x
        WHERE x.case_id = e.id AND x.point = 'end' AND {_WITH_SCORE}) x ON true
    """,  # noqa: S608
)

_NOT_YET = _("Cases for which the worker process has not worked the outcome out yet.")
_PAIR = _("A pair is a start and an end of the same version by the same kind of respondent. What was scored together "
          "speaks for the family, else the parent's own scores, else the worker's.")  # fmt: skip


_OF_COMPLETERS = Known(
    same={"of": "distance_completers:of", "unknown": "distance_completers:unknown"}, events=("n", "of")
)
_PARTS_OF_ALL = Known(
    events=("n", "of"),
    some=(("end_scores:n", ("of",)),),
    every=(("of", ("n", "distance_completers_maintained:n", "distance_completers_declined:n")),),
)


def _verdicts(path: str, counted: str, everybody: bool) -> str:
    """Rows by verdict at ``path`` of the pair; without a verdict out, or not counted where all are."""
    verdict = f"(d.pair #>> '{path}')"
    return f"""
    SELECT CASE WHEN d.waiting THEN 'unknown' WHEN {verdict} = '{counted}' THEN 'numerator'
                ELSE 'denominator' END AS part,
           d.id AS object_id, d.id AS case_id, d.reference,
           jsonb_build_object('closed_on', d.closed_on, 'verdict', {verdict}, 'missing', d.missing,
                              'respondent', d.speaker) AS detail
    FROM distance d WHERE {"true" if everybody else f"d.waiting OR {verdict} IS NOT NULL"}
    """  # noqa: S608  (paths and verdicts are written below)


def _completers(verdict: str, suffix: str, label: object, definition: object) -> Indicator:
    return Indicator(
        key=f"distance_completers{'' if verdict == 'improved' else '_' + verdict}",
        number=f"30{suffix}",
        label=label,  # type: ignore[arg-type]
        definition=definition,  # type: ignore[arg-type]
        population=_("Closed cases of line 27 with a start and an end that make a pair."),
        numerator=_("Those whose mean change says so: by at least the tool's threshold up (improved) or down "
                    "(declined), else maintained."),
        left_out=_PAIR,
        unknowns=_NOT_YET,
        kind=Kind.SHARE,
        unit="case",
        known=_PARTS_OF_ALL if verdict == "improved" else _OF_COMPLETERS,
        rows=_verdicts("{overall,verdict}", verdict, everybody=False),
    )  # fmt: skip


COMPLETERS = (
    _completers("improved", "", _("Improved overall, families with both scores"),
                _("Of the families with both scores, how many were better off at the end.")),
    _completers("maintained", "b", _("Maintained, families with both scores"),
                _("Of the families with both scores, how many were about where they began.")),
    _completers("declined", "c", _("Declined, families with both scores"),
                _("Of the families with both scores, how many were worse off at the end.")),
)  # fmt: skip

ALL_CLOSED = Indicator(
    key="distance_all_closed",
    number="31",
    label=_("Improved overall, all closed families"),
    definition=_("Of all closed cases, with scores or without, how many are known to have improved. It is the least "
                 "that can be claimed."),
    population=_ENDED,
    numerator=_("Those with a pair that improved. A case without a pair counts as not improved."),
    left_out=_("Closures after a loss, and transfers."),
    unknowns=_NOT_YET,
    kind=Kind.SHARE,
    unit="case",
    known=Known(
        same={"n": "distance_completers:n", "unknown": "distance_completers:unknown"},
        events=("of",),
        every=(("end_scores:of", ("of", "unknown")),),
    ),
    rows=_verdicts("{overall,verdict}", "improved", everybody=True),
)  # fmt: skip


def _theme(key: str, number: str, label: object, definition: object) -> Indicator:
    return Indicator(
        key=f"theme_{key}",
        number=number,
        label=label,  # type: ignore[arg-type]
        definition=definition,  # type: ignore[arg-type]
        population=_("Closed cases of line 27 with a pair that answers enough of the areas of this theme."),
        numerator=_("Those whose mean change over these areas reaches the tool's threshold."),
        left_out=_PAIR,
        unknowns=_NOT_YET,
        source=_("Which area belongs to which theme is said by the tool's version; the themes are those of Families "
                 "First monitoring, 2018 to 2023."),
        kind=Kind.SHARE,
        unit="case",
        known=_OF_COMPLETERS,
        rows=_verdicts(f"{{themes,{key},verdict}}", "improved", everybody=False),
    )  # fmt: skip


THEMES = (
    _theme("parenting", "32", _("Improved: parenting"), _("How many families improved in parenting.")),
    _theme("child_development", "33", _("Improved: child development"),
           _("How many families improved in the child's development.")),
    _theme("wellbeing", "34", _("Improved: wellbeing"), _("How many families improved in wellbeing.")),
    _theme("family_dynamics", "35", _("Improved: family dynamics"),
           _("How many families improved in how they live together.")),
)  # fmt: skip

INDICATORS = (START, END, *COMPLETERS, ALL_CLOSED, *THEMES)
