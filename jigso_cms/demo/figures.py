"""What has been counted: a signed quarter that something came late for, and the outcomes of the example year."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.utils import timezone

from families.actions.visits import record_visit
from families.visiting import Account, CaseEntry, Seen
from jigso_cms.demo.living import case_of
from jigso_cms.demo.partnership import Place
from jigso_cms.demo.people import PARENT_WORKER, RETURNS
from outcomes.actions.comparisons import CohortGiven, ComparisonGiven, enter_comparison
from outcomes.actions.runs import ask_run
from outcomes.models import OutcomeRun
from outcomes.periods import Period, periods_between, year_period
from reporting.actions.returns import open_return, save_commentary, sign_return
from reporting.differences import shown_lines
from reporting.drafts import figures_now
from reporting.scope import scope_of

EXAMPLE = year_period(2021)
LATE_BY = timedelta(days=9)
KIRKLEES = ComparisonGiven(
    title="First forty against last forty",
    source="“Provide help and support as early as you can”, interview on New Beginnings, Kirklees",
    happened="Removed",
    otherwise="At home",
    before="Earlier removal",
    confounders="Who was referred changed as the service became known, and nobody was put into either by chance. "
    "The published 23 per cent with an earlier removal among the last forty would be nine of the seven removed.",
    cohorts=(
        CohortGiven(label="First 40", cells={"size": 40, "happened": 20, "with_happened": 18, "without_otherwise": 13}),
        CohortGiven(label="Last 40", cells={"size": 40, "happened": 7, "without_otherwise": 24}),
    ),
)
"""Two cohorts as they were published, as far as their cells can be."""


def count(place: Place, today: date) -> None:
    """Sign the last quarter, enter a visit of it too late, and ask for the outcomes of the example year."""
    quarter = last_quarter(today)
    _sign(place, quarter)
    _enter_late(place, quarter)
    admin = place.user(RETURNS)
    for kind, more in _runs(place):
        ask_run(service=place.service, kind=kind, first_day=EXAMPLE.first, last_day=EXAMPLE.last, more=more, by=admin)


def _runs(place: Place) -> Iterator[tuple[str, dict[str, object]]]:
    """What is asked of the example year: every kind once, and Kirklees' two cohorts beside those of the records."""
    made = enter_comparison(service=place.service, given=KIRKLEES, by=place.user(RETURNS))
    yield OutcomeRun.Kind.REMOVALS, {}
    yield OutcomeRun.Kind.DISTANCE, {}
    yield OutcomeRun.Kind.COURSE, {}
    yield OutcomeRun.Kind.COMPARISON, {"way": "entered", "comparison": str(made.pk)}
    yield OutcomeRun.Kind.COMPARISON, {"way": "order", "size": 40}
    yield OutcomeRun.Kind.COST, {"counterfactual": "all"}
    first = made.cohorts.get(position=1)
    yield OutcomeRun.Kind.COST, {"counterfactual": "cohort", "cohort": str(first.pk)}


def last_quarter(today: date) -> Period:
    """The quarter that ended last."""
    near = periods_between(today - timedelta(days=366), today)
    return next(one for one in near if "-q" in one.key and one.last < today)


def _sign(place: Place, quarter: Period) -> None:
    admin = place.user(RETURNS)
    made = open_return(service=place.service, period=quarter, by=admin)
    _expect_many_rows()
    made = save_commentary(
        made_for=made, expected_version=made.version, by=admin,
        texts={"how_much": "Fewer referrals in August, when the booking clinic was closed for a week."},
    )  # fmt: skip
    sign_return(made_for=made, shown=shown_lines(figures_now(scope_of(place.service, quarter))), by=admin)


def _expect_many_rows() -> None:
    """Until this transaction ends, join by hashing.

    PostgreSQL has no statistics of tables that were filled a moment ago, takes them to be empty, and
    would look through one for each row of the other: minutes instead of a second.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")


def _enter_late(place: Place, quarter: Period) -> None:
    case = case_of(place, "near-second-birthday")
    happened = timezone.make_aware(datetime.combine(quarter.last - LATE_BY, time(14)))
    note = "Written up late, from my paper diary. Settled; the nursery keeps a place from spring."
    entry = CaseEntry(case=case, topics=("attachment",), concern="none", note=note)
    account = Account(outcome="done", entries=(entry,), happened_at=happened, minutes=50, place="home",
                      language="en", seen=(Seen(case.client),))  # fmt: skip
    record_visit(account=account, by=place.user(PARENT_WORKER))
