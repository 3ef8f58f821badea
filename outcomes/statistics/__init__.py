"""The arithmetic of outcomes: intervals, change, pairs, removals, cost. Pure, without Django or SciPy."""

from outcomes.statistics.cells import Cells, CellsDoNotAddUp, completed
from outcomes.statistics.change import MeanChange, mean_change, median, reliable_change, t_quantile
from outcomes.statistics.control import ChartPoint, ControlChart, p_chart
from outcomes.statistics.costs import CostAvoided, cost_avoided, sensitivity
from outcomes.statistics.distance import (
    DomainChange,
    OverallChange,
    Pair,
    PairOutcome,
    Reading,
    change_of,
    disagreement,
    select_pair,
    verdict_of,
)
from outcomes.statistics.exact import MOST_FOR_FISHER, fisher_exact, is_small
from outcomes.statistics.proportions import Difference, Proportion, difference, proportion
from outcomes.statistics.removals import BANDS, Band, SeparatedBeforeBirth, age_in_days, removal_band
from outcomes.statistics.summary import Shares, Summary, shares_of, summarise
from outcomes.statistics.tally import ChangeTally, mean_of

__all__ = [
    "BANDS",
    "MOST_FOR_FISHER",
    "Band",
    "Cells",
    "CellsDoNotAddUp",
    "ChangeTally",
    "ChartPoint",
    "ControlChart",
    "CostAvoided",
    "Difference",
    "DomainChange",
    "MeanChange",
    "OverallChange",
    "Pair",
    "PairOutcome",
    "Proportion",
    "Reading",
    "SeparatedBeforeBirth",
    "Shares",
    "Summary",
    "age_in_days",
    "change_of",
    "completed",
    "cost_avoided",
    "difference",
    "disagreement",
    "fisher_exact",
    "is_small",
    "mean_change",
    "mean_of",
    "median",
    "p_chart",
    "proportion",
    "reliable_change",
    "removal_band",
    "select_pair",
    "sensitivity",
    "shares_of",
    "summarise",
    "t_quantile",
    "verdict_of",
]
