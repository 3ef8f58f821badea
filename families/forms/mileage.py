"""The miles of one's own visits of a month, on one page."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from families.reading.mileage import OwnVisit
from ui.filters import when
from ui.forms import Form


class MilesForm(Form):
    """One number for each visit; a hidden one says what stood there when the page was opened."""

    def __init__(self, data: QueryDict | None, *, visits: list[OwnVisit]) -> None:
        super().__init__(data)
        self.visits = visits
        for one in visits:
            label = _("Miles, %(when)s, %(name)s") % {"when": when(one.at), "name": one.name}
            self.fields[f"miles-{one.pk}"] = forms.DecimalField(
                label=label, required=False, min_value=0, max_value=999, max_digits=5, decimal_places=1,
                initial=one.miles,
            )  # fmt: skip
            self.fields[f"was-{one.pk}"] = forms.DecimalField(
                required=False, widget=forms.HiddenInput, initial=one.miles
            )

    @property
    def unsaid(self) -> list[tuple[Any, Any]]:
        """The two fields of each visit whose miles nobody has entered, and of those that are refused."""
        return [pair for pair in self._pairs() if pair[1].value() in (None, "") or pair[0].errors]

    @property
    def said(self) -> list[tuple[Any, Any]]:
        """The fields of the others."""
        return [pair for pair in self._pairs() if pair[1].value() not in (None, "") and not pair[0].errors]

    def _pairs(self) -> list[tuple[Any, Any]]:
        return [(self[f"miles-{one.pk}"], self[f"was-{one.pk}"]) for one in self.visits]

    def told(self) -> dict[Any, tuple[Decimal | None, Decimal | None]]:
        """What stood there and what was typed, by visit."""
        data = self.cleaned_data
        return {one.pk: (data.get(f"was-{one.pk}"), data.get(f"miles-{one.pk}")) for one in self.visits}
