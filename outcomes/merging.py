"""What a merge of two records does with readings and computed outcomes."""

from django.utils.translation import gettext_lazy as _

from families.merging.references import moves, stays
from families.merging.words import day, name_rows

_COMPUTED = {"OutcomeCheck": ["differing"], "OutcomeRun": ["definition_hashes", "parameters", "result"]}


def register() -> None:
    """Speak for the rows of outcomes."""
    moves("outcomes.Assessment", "case")
    moves("outcomes.Evaluation", "case")
    name_rows("outcomes.Evaluation", _("Evaluations"), lambda row: day(row.answered_on))
    stays("outcomes.Evaluation", "answers", because="keys of the definition")
    name_rows("outcomes.Assessment", _("Scores"), lambda row: f"{row.get_point_display()}, {day(row.assessed_on)}")
    stays("outcomes.CaseOutcome", "case", "result", because="computed anew for every case that the merge touched")
    for model, fields in _COMPUTED.items():
        stays(f"outcomes.{model}", *fields, because="computed, and kept as what was computed then")
    stays("outcomes.Domain", "themes", because="names no record")
    stays("outcomes.ToolVersion", "definition", because="names no record")
