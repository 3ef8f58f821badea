"""Which table of months is wanted: what is counted, and from which day to which."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.models import Service
from outcomes.periods import FIRST_YEAR, LAST_YEAR
from reporting.by_month.counting import Measure, measures_of
from reporting.by_month.period import LONGEST_MONTHS, is_too_long
from ui.fields import DateField
from ui.forms import Form

Choices = dict[str, tuple[Service, Measure]]
Chosen = tuple[Service, Measure, date, date]


def choices_of(services: Iterable[Service]) -> Choices:
    """What can be counted of the services, by the key that stands in the address."""
    return {f"{one.pk}.{measure.value}": (one, measure) for one in services for measure in measures_of(one)}


class ByMonthForm(Form):
    """A filter: it is sent by GET, and its address can be passed on."""

    what = forms.ChoiceField(label=_("What to count"))
    first = DateField(label=_("From"))
    last = DateField(label=_("To"))

    def __init__(self, *args: Any, services: Iterable[Service], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = choices_of(services)
        field: Any = self.fields["what"]
        field.choices = [(key, _words(*one)) for key, one in self.known.items()]

    def clean(self) -> dict[str, Any]:
        """The days run forward, within what a page can show."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        for name, day in (("first", first), ("last", last)):
            if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
                years = {"first": FIRST_YEAR, "last": LAST_YEAR}
                self.add_error(name, _("Choose a year from %(first)s to %(last)s.") % years)
        if first and last and last < first:
            self.add_error("last", _("The last day comes before the first."))
        elif first and last and is_too_long(first, last):
            self.add_error("last", _("Choose at most %(most)s months.") % {"most": LONGEST_MONTHS})
        return cleaned

    @property
    def chosen(self) -> Chosen:
        """What a valid form asks for."""
        service, measure = self.known[self.cleaned_data["what"]]
        return service, measure, self.cleaned_data["first"], self.cleaned_data["last"]


def _words(service: Service, measure: Measure) -> str:
    names = {Measure.CONTACTS: _("%(service)s: contacts"), Measure.REFERRALS: _("%(service)s: referrals")}
    return str(names[measure]) % {"service": service.name}
