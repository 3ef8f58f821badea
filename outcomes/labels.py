"""What the keys in results are called on pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

MISSING: dict[str, Any] = {
    "no_start": _("No start scores"),
    "no_end": _("No end scores"),
    "other_version": _("Start and end on different versions of the tool"),
    "other_respondent": _("Start and end answered by different people"),
    "end_too_soon": _("End scores too soon after the start scores"),
    "too_few_answered": _("Too few areas scored both times"),
}
SPEAKERS: dict[str, Any] = {
    "joint": _("Parent and worker together"),
    "parent": _("Parent"),
    "worker": _("Worker"),
}
THEMES: dict[str, Any] = {
    "parenting": _("Parenting"),
    "child_development": _("Child development"),
    "wellbeing": _("Wellbeing"),
    "family_dynamics": _("Family dynamics"),
}
BANDS: dict[str, Any] = {
    "0-6": _("0 to 6 days"),
    "7-13": _("7 to 13 days"),
    "14-364": _("14 to 364 days"),
    "365+": _("365 days or older"),
}
DENOMINATORS: dict[str, tuple[Any, Any]] = {
    "families_open": (
        _("Families open in the period"),
        _(
            "Babies first separated in the period before they were 365 days old, of families with a case open on "
            "any day. This is the published figure. It sets babies against families: "
            "twins count twice above, once below."
        ),
    ),
    "live_births": (
        _("Children born alive in the period"),
        _(
            "Children of the service born in the period and first separated before they were 365 days old, "
            "whenever that was. Each child is followed for 365 days."
        ),
    ),
    "open_to_social_services": (
        _("Children open to social services"),
        _(
            "Children open to social services on any day of the period, and those of them first separated "
            "in it at any age."
        ),
    ),
}
LOST: dict[str, Any] = {
    "miscarriage": _("Miscarriage"),
    "stillbirth": _("Stillbirth"),
    "termination": _("Termination"),
    "neonatal_death": _("Death after birth"),
    "death": _("Later death"),
}
