"""Choosing a service and a period."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.models import Service
from outcomes.periods import Period
from ui.forms import Form


class RunForm(Form):
    """Which service, which year or quarter."""

    service = forms.ChoiceField(label=_("Service"))
    period = forms.ChoiceField(label=_("Period"))

    def __init__(self, *args: Any, services: Iterable[Service], periods: Iterable[Period], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._services = {str(one.pk): one for one in services}
        self._periods = {one.key: one for one in periods}
        for name in ("service", "period"):
            self.fields[name].error_messages["invalid_choice"] = _("Choose one of the list.")
        named = [(pk, one.name) for pk, one in self._services.items()]
        self.fields["service"].choices = named  # type: ignore[attr-defined]
        self.fields["period"].choices = [(key, one.label) for key, one in self._periods.items()]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> tuple[Service, Period]:
        """The service and the period of a valid form."""
        return self._services[self.cleaned_data["service"]], self._periods[self.cleaned_data["period"]]
