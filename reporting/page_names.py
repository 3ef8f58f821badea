"""Names of the pages of figures and returns."""

from django.utils.translation import gettext_lazy as _

from ui.page_names import name_pages

NAMES = {
    "dashboard": _("Dashboard"),
    "dashboard_rows": _("Rows behind a figure of the dashboard"),
    "own_dashboard": _("My own figures"),
    "own_dashboard_rows": _("Rows behind my own figures"),
    "service_wide": _("Every team side by side"),
    "returns": _("Returns"),
    "return_new": _("Open a return"),
    "return": _("A return"),
    "checks": _("Checks of a return"),
    "gap": _("Records with something missing"),
    "commentary": _("Commentary of a return"),
    "sign": _("Sign a return"),
    "unsign": _("Take a signature back"),
    "figure": _("Rows behind a figure"),
    "versions": _("A version of a return"),
    "kept_figure": _("Rows behind a signed figure"),
    "release": _("Release a return"),
    "export_ask": _("Ask for a file"),
    "extracts": _("Rows for evaluators"),
    "extract_ask": _("Ask for rows without names"),
    "exports": _("Files"),
    "export_fetch": _("Fetch a file"),
    "by_month": _("Figures by month"),
    "by_month_rows": _("Rows behind a month"),
    "by_month_ask": _("Ask for figures by month as a file"),
    "definitions": _("Definitions"),
    "definition": _("Definition of a figure"),
}


def register() -> None:
    """Tell what each page is called."""
    name_pages("reporting", NAMES)
