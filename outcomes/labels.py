"""What the keys in results are called on pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

MISSING: dict[str, Any] = {
    "no_start": _("No start scores"),
    "no_end": _("No end scores"),
    "other_version": _("Start and end on different versions of the tool"),
    "other_respondent": _("Start and end answered by different people"),
    "no_anchor": _("The day from which start scores count has not come"),
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
COUNTED_CHILDREN: dict[str, Any] = {
    **{key: label for key, (label, _about) in DENOMINATORS.items()},
    "separations": _("Babies removed in their first year"),
    "lost": _("Losses and deaths in the period"),
    "families_to_social_services": _("Families open to social services in the period"),
    "earlier_with": _("Born alive, a brother or sister removed before"),
    "earlier_without": _("Born alive, no brother or sister removed before"),
    "all_ages": _("First separations in the period, at any age"),
    "after_closure": _("First separated when no case was open any more"),
    "before_opening": _("First separated before any case was opened"),
}
LOST: dict[str, Any] = {
    "miscarriage": _("Miscarriage"),
    "stillbirth": _("Stillbirth"),
    "termination": _("Termination"),
    "neonatal_death": _("Death after birth"),
    "death": _("Later death"),
}
COURSE: dict[str, tuple[Any, Any]] = {
    "closed_to_social_services": (
        _("Closed to social services, or stepped down"),
        _(
            "Children of cases open in the period who were open to social services on a day of it. Counted are those "
            "who on its last day were neither open to them nor looked after, nor apart from their parents."
        ),
    ),
    "de_registered": (
        _("Off the child protection register"),
        _(
            "Children on the register on a day of the period. Counted are those who were off it after its last day, "
            "also where they came off it because they were looked after instead."
        ),
    ),
    "first_review": (
        _("Off the register at the first review"),
        _("Registrations whose first review was held in the period. Counted are those that ended there."),
    ),
    "register_months": (
        _("Months on the register"),
        _("Registrations that ended in the period, from the first to the last day."),
    ),
    "out_of_care_0": (
        _("Not looked after when the case closed"),
        _(
            "Children born, whose case closed in the period. Counted are those neither looked after nor apart from "
            "their parents on that day, as far as is recorded here. It does not say that the service prevented it."
        ),
    ),
    "out_of_care_6": (
        _("Not looked after 6 months later"),
        _("The same, six months after the case closed. What nobody wrote down after that is not seen."),
    ),
    "out_of_care_12": (
        _("Not looked after 12 months later"),
        _("The same, a year after the case closed. What nobody wrote down after that is not seen."),
    ),
    "gestation_at_referral": (
        _("Weeks of pregnancy at referral"),
        _("Cases opened in the period about a baby not yet born, by the due date now agreed."),
    ),
    "weeks_before_birth": (
        _("Weeks of help before birth"),
        _(
            "Children born in the period: the time before the birth in which a case about them was open. 0 where it "
            "was accepted after the birth."
        ),
    ),
    "weeks_to_first_visit": (
        _("Weeks from referral to the first visit"),
        _("Cases opened in the period, up to the first visit that took place."),
    ),
    "visits_done": (
        _("Planned visits that took place"),
        _("Visits planned for a day of the period, without those that the service itself called off."),
    ),
    "no_access": (_("Nobody opened the door"), _("The same planned visits: those at which the worker got no access.")),
    "visit_and_removal": (
        _("The wait for a first visit, and removals"),
        _("Children born in the period whose first 365 days are over, by how long their case waited."),
    ),
    "satisfied": (
        _("Satisfied, or helped"),
        _("Evaluation forms of the period with an answer to that. Who did not fill one in is not heard here."),
    ),
}
ASSOCIATED: dict[str, Any] = {
    "visit_later": _("First visit after longer than the median"),
    "visit_sooner": _("First visit by the median"),
}
COUNTED, WHOLE = "counted", "whole"
OUT_OF_SIGHT = "out_of_sight"
"""Some of those counted, of whom a reader should know it."""
PARTS: dict[str, Any] = {
    COUNTED: _("Counted"),
    WHOLE: _("Out of"),
    OUT_OF_SIGHT: _("No case open any more at the age of 365 days"),
    "came_after_birth": _("Came to the service after their birth"),
    "not_followed": _("Not yet followed for 365 days"),
    "improved": _("Improved"),
    "maintained": _("Maintained"),
    "declined": _("Declined"),
    "late": _("Scored late at the start"),
    "ceiling": _("Began at the best score"),
    "better": _("Changed reliably for the better"),
    "worse": _("Changed reliably for the worse"),
    "never_went_home": _("Never went home"),
    "returned_home": _("Since returned home"),
    "still_home": _("Still at home"),
    "removed_again": _("Removed again"),
    "removed_before": _("Separated before the period began"),
    "otherwise": _("Not removed"),
    "with_all": _("Earlier removal of a brother or sister"),
    "with_happened": _("Earlier removal of a brother or sister, and removed"),
    "with_otherwise": _("Earlier removal of a brother or sister, and not removed"),
    "without_all": _("No earlier removal of a brother or sister"),
    "without_happened": _("No earlier removal of a brother or sister, and removed"),
    "without_otherwise": _("No earlier removal of a brother or sister, and not removed"),
}
"""Parts of a figure whose cases can be listed; what it leaves out is in ``LEFT_OUT``."""
LEFT_OUT: dict[str, Any] = {
    "gone": _("lost or died by then"),
    "not_yet": _("that day has not come yet"),
    "unborn": _("not born by that day, as far as is recorded"),
    "goes_on": _("still on the register after the last day"),
    "no_decision": _("no decision was written down"),
    "born": _("about a child already born"),
    "no_due_date": _("no due date is known"),
    "no_visit": _("no visit has taken place"),
    "not_written": _("nobody has written what became of it"),
    "not_answered": _("only other questions were answered"),
    "died": _("died before the age of 365 days without having been separated"),
    "dead": _("died without having been separated"),
    "unresolved": _("not yet followed for 365 days"),
    "came_late": _("came to the service only after the first 365 days"),
    "gone_before": _("separated before coming to the service"),
    "fuller_start": _("the earliest start scores, which count, were part-filled; fuller ones came within the window"),
    "fuller_end": _("the last end scores, which count, were part-filled; fuller ones came before them"),
    "between": _("between the first and the last"),
    "no_birthday": _("no date of birth is known"),
    "not_open": _("not open to social services on a day of the period"),
    "loss": _("closed after a loss"),
    "transfer": _("closed by transfer or a move"),
    "no_pair": _("No pair of scores"),
    **MISSING,
}
SIGNALS: dict[str, Any] = {
    "": "",
    "above": _("above the limits"),
    "below": _("below the limits"),
    "run_above": _("in a run of eight or more above the centre"),
    "run_below": _("in a run of eight or more below the centre"),
}
COHORTS: dict[str, Any] = {
    "first": _("The first"),
    "last": _("The last"),
    "before": _("Before the version"),
    "after": _("From the version on"),
}
COUNTERFACTUALS: dict[str, Any] = {
    "all": _(
        "It supposes that every family open to social services would have had a baby removed. Nobody can know that: "
        "it is the most that could be claimed. It also subtracts babies from families."
    ),
    "cohort": _("It supposes that as many would have been removed as in another cohort, which may differ in much."),
    "published": _("It supposes that as many would have been removed as a published rate says, of other families."),
}
SET_AGAINST: dict[str, Any] = {
    "all": _("set against: every one would have been removed"),
    "cohort": _("set against another cohort"),
    "published": _("set against a published rate"),
}
DIMENSIONS: dict[str, Any] = {
    "version": _("Version of the service"),
    "workers": _("Who worked with the family"),
    "gestation": _("Pregnancy at referral"),
    "area": _("Area, by the first half of the postcode"),
}
GESTATIONS: dict[str, Any] = {
    "up_to_12": _("up to 12+6"),
    "13_to_19": _("13+0 to 19+6"),
    "20_to_27": _("20+0 to 27+6"),
    "28_and_later": _("28+0 or later"),
    "born": _("already born"),
}
