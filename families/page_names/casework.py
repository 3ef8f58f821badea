"""Names of the pages of casework: Today, cases, clocks, who may see them, and who works on them."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "today": _("Today"),
    "today_rest": _("More of Today"),
    "caseload": _("Cases"),
    "quiet": _("Cases without contact"),
    "case": _("The case page"),
    "timeline": _("Timeline"),
    "milestone": _("A clock of the case"),
    "milestone_why": _("Say why a clock was late"),
    "complexity": _("How complex a case is"),
    "restrict": _("Restrict who may see a family"),
    "clocks": _("Clocks"),
    "search": _("Search"),
    "exclusions": _("Exclusions"),
    "exclusion_end": _("End an exclusion"),
    "glass": _("Open a record in an emergency"),
    "board": _("Allocation"),
    "leave": _("Leave and cover"),
    "leave_withdraw": _("Take leave back"),
    "reassign": _("Pass on a worker’s cases"),
    "allocate": _("Allocate a case"),
    "cover": _("Cover a case"),
}
