"""Lines about children: born, handed over, separated, home again."""

from django.utils.translation import gettext_lazy as _

from reporting.indicators.base import Gap, Indicator, Kind, Known

BORN = Indicator(
    key="children_born",
    number="9",
    label=_("Children, born"),
    definition=_("How many children, already born, the open cases were about."),
    population=_("Children whom a case open on any day of the period is about."),
    numerator=_("Those born by its last day while or before such a case was open. Each child once."),
    left_out=_("Brothers and sisters whom no case is about; children lost, or dead before the period began."),
    kind=Kind.COUNT,
    unit="child",
    known=Known(once=("n",)),
    rows="""
    SELECT 'numerator' AS part, child_id AS object_id, case_id, reference,
           jsonb_build_object('born_on', born_on) AS detail
    FROM born_child
    """,
)

LIVE_BIRTHS = Indicator(
    key="live_births",
    number="18",
    label=_("Live births"),
    definition=_("How many of those children were born in the period."),
    population=_("Children whom a case open on any day of the period is about."),
    numerator=_("Those born alive in the period; twins are two."),
    kind=Kind.COUNT,
    unit="child",
    known=Known(events=("n",), some=(("children_born:n", ("n",)),)),
    rows="""
    SELECT 'numerator' AS part, c.child_id AS object_id, c.case_id, c.reference,
           jsonb_build_object('born_on', c.born_on) AS detail
    FROM case_child c JOIN families_birth b ON b.child_id = c.child_id
    WHERE b.born_on BETWEEN %(first)s AND %(last)s
    """,
)

HAND_OVERS = Indicator(
    key="hand_overs_done",
    number="28",
    label=_("Hand-overs done, of babies reaching day %(hand_over_days)s"),
    definition=_("For what share of the babies who reached %(hand_over_days)s days the %(hand_over_slot)s's work was "
                 "handed over."),
    population=_("Children of cases open in the period who reached %(hand_over_days)s days of age in it."),
    numerator=_("Those with a hand-over of the %(hand_over_slot)s's work by the last day of the period."),
    left_out=_("Children who died before that day; cases closed before it."),
    source=_("Jig-so's written evidence: midwives stay until four weeks after the birth."),
    kind=Kind.SHARE,
    unit="child",
    known=Known(events=("n", "of"), some=(("children_born:n", ("of",)),)),
    gap=Gap(
        words=_("Babies past day %(hand_over_days)s whose hand-over is not recorded"),
        mend="families:hand_over",
        where="part = 'denominator'",
    ),
    rows="""
    SELECT CASE WHEN h.done_on IS NULL THEN 'denominator' ELSE 'numerator' END AS part,
           c.child_id AS object_id, c.case_id, c.reference,
           jsonb_build_object('born_on', c.born_on, 'due_on', c.born_on + %(hand_over_days)s,
                              'done_on', h.done_on) AS detail
    FROM case_child c
    LEFT JOIN LATERAL (
        SELECT min(done_on) AS done_on FROM families_handover
        WHERE child_id = c.child_id AND slot = %(hand_over_slot_key)s AND done_on <= %(last)s) h ON true
    WHERE c.born_on + %(hand_over_days)s BETWEEN %(first)s AND %(last)s
      AND (c.lost_on IS NULL OR c.lost_on > c.born_on + %(hand_over_days)s)
      AND EXISTS (SELECT 1 FROM case_link l WHERE l.child_id = c.child_id
                  AND (l.closed_on IS NULL OR l.closed_on >= c.born_on + %(hand_over_days)s))
    """,
)  # fmt: skip

BANDS = ("0-6", "7-13", "14-364", "365+")
_BAND = "CASE WHEN age < 7 THEN '0-6' WHEN age < 14 THEN '7-13' WHEN age < 365 THEN '14-364' ELSE '365+' END"
_FIRST = """
    SELECT DISTINCT ON (x.child_id) x.child_id, x.separated_on, x.basis, x.never_went_home
    FROM families_separation x
    WHERE x.counts_as_removal AND x.from_all_resident_parents
    ORDER BY x.child_id, x.separated_on
"""
_SEPARATION = _(
    "A separation is from every birth parent the child lives with, by order, police protection or accommodation. "
    "Neonatal care, parent-and-baby placements and informal kinship care are none."
)

SEPARATIONS = Indicator(
    key="first_separations",
    number="38",
    label=_("First separations, of children"),
    definition=_("How many children were separated from their parents for the first time in the period, by age."),
    population=_("The children of line 9."),
    numerator=_("Those whose first separation lies in the period, by their age in days."),
    left_out=_SEPARATION,
    source=_("The grounds that count are said in the service's definition."),
    kind=Kind.SHARE,
    unit="child",
    known=Known(same={"of": "children_born:n"}, events=("n", "bands"), some=(("returned_home:of", ("n",)),)),
    rows=f"""
    SELECT CASE WHEN s.child_id IS NULL THEN 'denominator' ELSE 'numerator' END AS part,
           c.child_id AS object_id, c.case_id, c.reference,
           CASE WHEN s.child_id IS NOT NULL THEN {_BAND.replace("age", "(s.separated_on - c.born_on)")} END AS band,
           jsonb_build_object('born_on', c.born_on, 'separated_on', s.separated_on,
                              'age_days', s.separated_on - c.born_on, 'basis', s.basis,
                              'never_went_home', s.never_went_home) AS detail
    FROM born_child c
    LEFT JOIN LATERAL (SELECT * FROM ({_FIRST.replace("WHERE", "WHERE x.child_id = c.child_id AND")}) f
                       WHERE f.separated_on BETWEEN %(first)s AND %(last)s) s ON true
    """,  # noqa: S608
    extras={"band"},
    bands=BANDS,
)

_AWAY = _(
    "A separation is from every birth parent the child lives with, by order, police protection or accommodation. "
    "Neonatal care, parent-and-baby placements and informal kinship care are none. Children dead before the period "
    "began are not counted."
)

RETURNED = Indicator(
    key="returned_home",
    number="39",
    label=_("Returned home, of separated children"),
    definition=_(
        "Of the children who were apart from their parents in the period, how many came home in it. A return "
        "home may fail: line 39b says how many were still at home on the last day."
    ),
    population=_("Children of cases open in the period who were separated on any day of it."),
    numerator=_("Those whose latest return home lies in the period, also where they were separated again later in it."),
    left_out=_AWAY,
    kind=Kind.SHARE,
    unit="child",
    known=Known(events=("n",), once=("of",)),
    rows="""
    SELECT CASE WHEN max(h.returned_on) FILTER (WHERE h.returned_on <= %(last)s) IS NOT NULL
                THEN 'numerator' ELSE 'denominator' END AS part,
           c.child_id AS object_id, c.case_id, c.reference,
           jsonb_build_object('separated_on', min(x.separated_on),
                              'returned_on', max(h.returned_on) FILTER (WHERE h.returned_on <= %(last)s)) AS detail
    FROM case_child c
    JOIN families_separation x ON x.child_id = c.child_id AND x.counts_as_removal AND x.from_all_resident_parents
    LEFT JOIN families_returnhome h ON h.separation_id = x.id
    WHERE x.separated_on <= %(last)s AND (h.returned_on IS NULL OR h.returned_on >= %(first)s)
      AND (c.lost_on IS NULL OR c.lost_on >= %(first)s)
    GROUP BY c.child_id, c.case_id, c.reference
    """,
)

STILL_HOME = Indicator(
    key="still_at_home",
    number="39b",
    label=_("Still at home at the end, of those returned"),
    definition=_("Of the children who came home in the period, how many were still at home on its last day. Without it "
                 "a return that failed would read as a success."),
    population=_("The children counted in line 39."),
    numerator=_("Those who had not been separated again by the last day, or had come home from that too, and were "
                "alive. What nobody has written down is not seen."),
    left_out=_AWAY,
    kind=Kind.SHARE,
    unit="child",
    known=Known(same={"of": "returned_home:n"}),
    rows="""
    SELECT CASE WHEN a.separated_on IS NULL AND (c.lost_on IS NULL OR c.lost_on > %(last)s)
                THEN 'numerator' ELSE 'denominator' END AS part,
           c.child_id AS object_id, c.case_id, c.reference,
           jsonb_build_object('returned_on', r.returned_on, 'separated_on', a.separated_on) AS detail
    FROM case_child c
    JOIN LATERAL (
        SELECT max(h.returned_on) AS returned_on
        FROM families_separation x JOIN families_returnhome h ON h.separation_id = x.id
        WHERE x.child_id = c.child_id AND x.counts_as_removal AND x.from_all_resident_parents
          AND h.returned_on BETWEEN %(first)s AND %(last)s) r ON r.returned_on IS NOT NULL
    LEFT JOIN LATERAL (
        SELECT max(x.separated_on) AS separated_on
        FROM families_separation x LEFT JOIN families_returnhome h ON h.separation_id = x.id
        WHERE x.child_id = c.child_id AND x.counts_as_removal AND x.from_all_resident_parents
          AND x.separated_on <= %(last)s AND (h.returned_on IS NULL OR h.returned_on > %(last)s)) a ON true
    WHERE c.lost_on IS NULL OR c.lost_on >= %(first)s
    """,
)  # fmt: skip

_REMOVED = f"""
    SELECT ch.id AS object_id, f.case_id, f.reference, s.separated_on, s.basis,
           s.separated_on - coalesce(b.born_on, p.date_of_birth) AS age
    FROM open_family f
    JOIN families_child ch ON ch.family_id = f.family_id
    JOIN families_person p ON p.id = ch.person_id
    LEFT JOIN families_birth b ON b.child_id = ch.id
    JOIN LATERAL ({_FIRST.replace("WHERE", "WHERE x.child_id = ch.id AND")}) s ON true
    WHERE s.separated_on BETWEEN %(first)s AND %(last)s
      AND s.separated_on - coalesce(b.born_on, p.date_of_birth) < 365
"""  # noqa: S608

REMOVED = Indicator(
    key="removed_in_first_year",
    number="38b",
    label=_("Babies removed at birth or in the first year, of families open"),
    definition=_("How many babies were separated from their parents before their first birthday, set against the "
                 "families of line 6. This is the figure that has been published; it mixes babies and families."),
    population=_("The families of line 6."),
    numerator=_("Children of these families whose first separation lies in the period, at an age of less than 365 "
                "days."),
    left_out=_SEPARATION,
    source=_("Swansea's written evidence on Jig-so publishes this rate for 2021-22."),
    kind=Kind.RATE,
    unit="child",
    known=Known(
        same={
            "of": "families_open:n",
            **{f"removed_in_first_year:{band}": f"first_separations:{band}" for band in BANDS[:3]},
        },
        events=("n", "bands"),
    ),
    rows=f"""
    SELECT 'numerator' AS part, object_id, 'child' AS object_type, case_id, reference, {_BAND} AS band,
           jsonb_build_object('separated_on', separated_on, 'age_days', age, 'basis', basis) AS detail
    FROM ({_REMOVED}) removed
    UNION ALL
    SELECT 'denominator', family_id, 'family', case_id, reference, NULL, jsonb_build_object('opened_on', opened_on)
    FROM open_family
    """,  # noqa: S608
    extras={"band", "object_type"},
    bands=BANDS[:3],
)  # fmt: skip

INDICATORS = (BORN, LIVE_BIRTHS, HAND_OVERS, SEPARATIONS, RETURNED, STILL_HOME, REMOVED)
REMOVED_ROWS = _REMOVED
