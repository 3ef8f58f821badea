"""What changed for the families."""

from outcomes.models.assessment import Assessment, Missing, Point, Respondent, Score
from outcomes.models.comparison import Comparison, ComparisonCohort
from outcomes.models.evaluation import Evaluation, Way
from outcomes.models.run import CaseOutcome, OutcomeCheck, OutcomeRun, RunProgress
from outcomes.models.tool import Domain, Tool, ToolVersion

__all__ = [
    "Assessment", "CaseOutcome", "Comparison", "ComparisonCohort", "Domain", "Evaluation", "Missing", "OutcomeCheck",
    "OutcomeRun", "Point", "Respondent", "RunProgress", "Score", "Tool", "ToolVersion", "Way",
]  # fmt: skip
