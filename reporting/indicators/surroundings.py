"""Lines that set the service beside its surroundings: births of the area, and money."""

from django.utils.translation import gettext_lazy as _

from reporting.indicators.base import Indicator, Kind, Known
from reporting.indicators.children import REMOVED_ROWS

LOCAL_BIRTHS = Indicator(
    key="share_of_local_births",
    number="C1",
    label=_("Share of local births"),
    definition=_("How many of the births of the area were in families of the service. For whole years only."),
    population=_("Births of the area in the year, from the table that the service keeps with its source."),
    numerator=_("The live births of line 18."),
    kind=Kind.RATE,
    unit="child",
    known=Known(same={"n": "live_births:n"}),
    rows="""
    SELECT 'numerator' AS part, c.child_id AS object_id, 'child' AS object_type, c.case_id, c.reference,
           1 AS weight, jsonb_build_object('born_on', c.born_on) AS detail
    FROM case_child c JOIN families_birth b ON b.child_id = c.child_id
    WHERE b.born_on BETWEEN %(first)s AND %(last)s
    UNION ALL
    SELECT 'denominator', b.id, 'local_births', NULL, b.area, b.births,
           jsonb_build_object('year_from_on', b.year_starts, 'births', b.births)
    FROM reporting_localbirths b
    WHERE b.partnership_id = %(partnership)s AND b.year_starts = %(first)s
    """,
    extras={"weight", "object_type"},
    whole_years_only=True,
)

COST = Indicator(
    key="cost_avoided",
    number="C2",
    label=_("Cost avoided, a reconstruction and an upper limit"),
    definition=_("What care would have cost if, without the service, every one of the families open to social services "
                 "had had a baby removed. Nobody can observe what would have happened, so this is the most that could "
                 "be claimed, not an estimate. It subtracts babies from families. For whole years only."),
    population=_("Expected: the families of line 13, all of them supposed to have had a baby removed."),
    numerator=_("Expected, less the babies of line 38b, never below 0, times the cost of a child in care for a year. "
                "The cost of the programme is taken off for the net amount; break-even is the number of removals "
                "avoided that pays for the programme."),
    source=_("Unit and programme costs with their price year stand in the service's definition. No formula was "
             "published with them: this one is a reconstruction."),
    kind=Kind.COST,
    unit="family",
    known=Known(
        same={
            "n": "families_open_to_social_services:n",
            "cost_avoided:expected": "families_open_to_social_services:n",
            "cost_avoided:removed": "removed_in_first_year:n",
        }
    ),
    rows=f"""
    SELECT 'numerator' AS part, family_id AS object_id, 'family' AS object_type, case_id, reference,
           'expected' AS band, jsonb_build_object('open_from_on', first_open_on) AS detail
    FROM open_to_social
    UNION ALL
    SELECT 'denominator', object_id, 'child', case_id, reference, 'removed',
           jsonb_build_object('separated_on', separated_on, 'age_days', age, 'basis', basis)
    FROM ({REMOVED_ROWS}) removed
    """,  # noqa: S608
    extras={"band", "object_type"},
    bands=("expected", "removed"),
    whole_years_only=True,
)  # fmt: skip

INDICATORS = (LOCAL_BIRTHS, COST)
