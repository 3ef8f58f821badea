"""What each column of the rows for evaluators says: what they read before they count."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COLUMN_WORDS: dict[str, Promise] = {
    "study_number": _("Stands for a case: the same in every file of the service, and nobody can go back from it."),
    "referred_week": _("Monday of the week in which the referral came."),
    "opened_week": _("Monday of the week in which the case was opened."),
    "closed_week": _("Monday of the week in which it was closed; empty while it was open on the last day."),
    "first_met_week": _("Monday of the week of the first completed visit."),
    "born_week": _("Monday of the week of birth; of twins, the first."),
    "first_separated_week": _("Monday of the week in which a child of the case was first separated from its parents."),
    "weeks_of_gestation_at_referral": _(
        "Completed weeks, from the due date that is agreed now; empty without one, and after the birth."
    ),
    "tier": _("Key of the tier in the service's definition."),
    "closing_reason": _("Key of the reason in the service's definition; empty while the case was open."),
    "visits_done": _("Completed visits to the end of the period, those before it too. A joint visit counts once."),
    "no_access": _("Visits to the end of the period at which nobody was met."),
    "open_to_social_services": _("Yes if the family was, on any day of the period."),
    "on_register": _("Yes if somebody of the family was on the child protection register on any day of the period."),
    "looked_after": _("Yes if a child of the family was looked after on any day of the period."),
    "separations": _("Separations that count as removals, to the end of the period."),
    "returned_home": _("How many of these ended with the child at home, to the end of the period."),
    "scores_at_start": _("Yes if there are start scores. The scores themselves are not in the file."),
    "scores_at_end": _("Yes if there are end scores."),
}
