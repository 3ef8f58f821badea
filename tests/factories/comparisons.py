"""The two cohorts of Kirklees as they were published: the first forty families, and the last forty."""

from typing import Any

from accounts.models import User
from families.models import Service
from outcomes.actions.comparisons import CohortGiven, ComparisonGiven, enter_comparison
from outcomes.models import Comparison

FIRST = {"size": 40, "happened": 20, "with_happened": 18, "without_otherwise": 13}
LAST = {"size": 40, "happened": 7, "without_otherwise": 24}


def kirklees(first: dict[str, int] = FIRST, last: dict[str, int] = LAST, **details: Any) -> ComparisonGiven:
    """Return what somebody types from the published interview; what is unknown is left out."""
    return ComparisonGiven(
        **{
            "title": "First forty against last forty",
            "source": "“Provide help and support as early as you can”, interview on New Beginnings, Kirklees",
            "happened": "Removed",
            "otherwise": "At home",
            "before": "Earlier removal",
            "confounders": "Who was referred changed as the service became known; nothing was assigned by chance.",
            "cohorts": [
                CohortGiven(label="First 40", cells=first),
                CohortGiven(label="Last 40", cells=last),
            ],
            **details,
        }
    )


def entered(service: Service, by: User | None = None, **details: Any) -> Comparison:
    """Return the comparison, entered."""
    return enter_comparison(service=service, given=kirklees(**details), by=by)
