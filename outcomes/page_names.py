"""Names of the pages of scores and outcomes."""

from django.utils.translation import gettext_lazy as _

from ui.page_names import name_pages

NAMES = {
    "scores": _("Scores"),
    "assessment_new": _("Record scores"),
    "journey": _("How things have changed"),
    "journey_pdf": _("How things have changed, as a file"),
    "assessment": _("Scores of one day"),
    "assessment_withdraw": _("Withdraw scores"),
    "evaluations": _("What families said"),
    "evaluation_new": _("Record what a family said"),
    "evaluation_anonymous": _("Record an answer without a name"),
    "evaluations_of_service": _("What families said of the service"),
    "runs": _("Outcomes"),
    "run_ask": _("Ask for outcomes"),
    "cost": _("Cost avoided"),
    "comparisons": _("Comparisons"),
    "comparison_new": _("Enter two cohorts"),
    "comparison_draw": _("Draw two cohorts from the records"),
    "comparison_withdraw": _("Withdraw a comparison"),
    "run": _("Outcomes that were worked out"),
    "run_stop": _("Cancel outcomes that are being worked out"),
    "left_out": _("Cases behind a figure of outcomes"),
}


def register() -> None:
    """Tell what each page is called."""
    name_pages("outcomes", NAMES)
