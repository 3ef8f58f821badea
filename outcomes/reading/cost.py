"""Cost avoided of a period: one scenario of several, each with its counterfactual said aloud."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from activity.errors import RuleBroken
from families.definition_of import definition_of
from families.definitions.schema import ServiceDefinition
from families.models import Family, Service, Status
from outcomes import removals
from outcomes.canonical import Fingerprint
from outcomes.models import ComparisonCohort
from outcomes.periods import year_of, year_period
from outcomes.reading.comparison import as_key
from outcomes.reading.figures import rounded, share_data
from outcomes.removals import FIRST_YEAR
from outcomes.statistics import cost_avoided, proportion

STEPS = 10
"""The range is shown in tenths of the families open to social services."""


class CostImpossible(RuleBroken):
    """No unit cost, or a counterfactual that is none."""


def cost_result(
    service: Service, first: date, last: date, parameters: Mapping[str, Any], taken: Fingerprint
) -> dict[str, Any]:
    """The sum under the chosen counterfactual, its range, and where it breaks even.

    Raises ``CostImpossible`` for anything but a whole year: both costs are those of a year.
    """
    year = year_period(year_of(first))
    if (first, last) != (year.first, year.last):
        raise CostImpossible(_("The costs are those of a year. Choose a year, from April to March."), field="period")
    rules = _rules(service, last)
    unit = next((one for one in rules.unit_costs), None)
    if unit is None:
        raise CostImpossible(_("The service's definition names no cost of a child in care."))
    programme = sum(one.pounds for one in rules.programme_costs)
    families = families_to_social_services(service, first, last).count()
    removed, of_no_age = _removed(service, first, last)
    others = removals.families_open(service, first, last).count() - families
    basis = _basis(service, families, parameters)
    taken.add([families, removed, others, of_no_age, unit.pounds, programme, basis])
    sums = {"actual": removed, "unit_cost": unit.pounds, "programme_cost": programme}
    return {
        "families": families,
        "removed": removed,
        "left_out": {"not_open": others, "no_birthday": of_no_age},
        "counterfactual": basis,
        "sum": _sum(basis["expected"], sums),
        "low": _sum(basis["low"], sums),
        "high": _sum(basis["high"], sums),
        "range": [_step(step, families, sums) for step in range(STEPS + 1)],
        "unit": {"pounds": unit.pounds, "price_year": unit.price_year, "source": unit.source},
        "programme": [
            {"key": one.key, "pounds": one.pounds, "price_year": one.price_year, "source": one.source}
            for one in rules.programme_costs
        ],
    }


def _rules(service: Service, on: date) -> ServiceDefinition:
    """The definition in force on the last day of the period, else the latest before it."""
    version = service.versions.in_force(on).first() or service.versions.order_by("-effective_from").first()
    if version is None:
        raise CostImpossible(_("The service has no definition."))
    return definition_of(version)


def families_to_social_services(service: Service, first: date, last: date) -> QuerySet[Family]:
    """Families with an open case, of whom somebody was open to social services on a day of the period."""
    held = Status.objects.open_to_social_services().holding_within(first, last).filter(family=OuterRef("pk"))
    return removals.families_open(service, first, last).filter(Exists(held))


def _removed(service: Service, first: date, last: date) -> tuple[int, int]:
    """Babies of the families open, first separated in the period: those in their first year, those of unknown age."""
    children = removals.removed_within(removals.children_of_open_families(service, first, last), first, last)
    days = list(children.values_list("removed_on", "born"))
    return sum((gone - born).days < FIRST_YEAR for gone, born in days if born), sum(not born for _gone, born in days)


def _basis(service: Service, families: int, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """How many would have been removed without the service, and how far that may be out."""
    kind = parameters.get("counterfactual", "all")
    if kind == "all":
        return {"kind": "all", "expected": families, "low": families, "high": families}
    n, of, words = _rate(service, kind, parameters)
    found = proportion(n, of)
    return {
        "kind": kind,
        "rate": share_data(n, of),
        "words": words,
        "expected": _times(families, Decimal(n) / of),
        "low": _times(families, Decimal(str(rounded(found.low)))),
        "high": _times(families, Decimal(str(rounded(found.high)))),
    }


def _rate(service: Service, kind: str, parameters: Mapping[str, Any]) -> tuple[int, int, str]:
    if kind == "published":
        n, of = int(parameters["n"]), int(parameters["of"])
        if not 0 <= n <= of or not of:
            raise CostImpossible(_("A rate is some of more than none."), field="of")
        return n, of, parameters["source"]
    cohorts = ComparisonCohort.objects.filter(comparison__service=service, comparison__withdrawn_at__isnull=True)
    cohort = cohorts.select_related("comparison").filter(pk=as_key(parameters.get("cohort"))).first()
    if cohort is None or not cohort.size:
        raise CostImpossible(_("Choose a cohort of a comparison."), field="cohort")
    return cohort.happened, cohort.size, f"{cohort.comparison.title}: {cohort.label}. {cohort.comparison.source}"


def _times(families: int, rate: Decimal) -> int:
    return int((families * rate).quantize(Decimal(1), ROUND_HALF_UP))


def _sum(expected: int, sums: Mapping[str, int]) -> dict[str, Any]:
    found = cost_avoided(expected=expected, **sums)
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in found.parts}


def _step(step: int, families: int, sums: Mapping[str, int]) -> dict[str, Any]:
    return {"tenths": step, **_sum(_times(families, Decimal(step) / STEPS), sums)}
