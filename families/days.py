"""Days as people say them, and the one rule that every recorded day obeys: it has come."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.errors import Message
from families.errors import DateImpossible
from families.working_days import FIRST_YEAR
from ui.filters import written_day

TWO_YEARS = 731  # days, a leap year included


def today() -> date:
    """The day in London."""
    return timezone.localdate()


def said(day: date) -> str:
    """``8 April 2026``, in the language of the page."""
    return written_day(day, "j F Y")


def at_noon(day: date) -> datetime:
    """A moment to stand for a whole day where things are put in order of time."""
    return timezone.make_aware(datetime.combine(day, time(12)))


def day_before(day: date) -> date:
    return day - timedelta(days=1)


def check_has_come(day: date, *, field: str, message: Message = "") -> None:
    """Raise ``DateImpossible`` at ``field`` for a day after today, or before working days are known."""
    if day > today():
        raise DateImpossible(message or _("The date cannot be in the future."), field=field)
    if day.year < FIRST_YEAR:
        raise DateImpossible(_("Dates before %(year)s are not recorded here.") % {"year": FIRST_YEAR}, field=field)


def check_within_two_years(day: date, *, field: str) -> None:
    """Raise ``DateImpossible`` at ``field`` for a plan that can only be a slip of the pen."""
    if abs((day - today()).days) > TWO_YEARS:
        raise DateImpossible(_("This is more than two years away. Check the year."), field=field)
