"""Opening a return for a period, its commentary, and signing it."""

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outcomes.access import first_day_of
from outcomes.periods import FIRST_YEAR, LAST_YEAR, Period, period_of, periods_between, year_of
from reporting.indicators.registry import Group
from reporting.periods import has_ended, is_whole_year, period_of_days
from ui.fields import CleanCharField, DateField, NoteField
from ui.forms import Form

SALT = "reporting.shown"


OWN_DAYS = "days"
"""Chosen in place of a year or quarter."""


class NewReturnForm(Form):
    """Which service and which period: a year or quarter begun since the service's first referral, or any two days."""

    service = forms.ChoiceField(label=_("Service"))
    period = forms.ChoiceField(label=_("Period"))
    first_day = DateField(label=_("First day"), required=False)
    last_day = DateField(label=_("Last day"), required=False)

    def __init__(self, *args: Any, services: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.services = {str(one.pk): one for one in services}
        today = timezone.localdate()
        first = min((first_day_of(one) for one in services), default=today)
        self.periods = {one.key: one for one in periods_between(first, today)}
        self.fields["service"].choices = [(key, one.name) for key, one in self.services.items()]  # type: ignore[attr-defined]
        offered = [(key, one.label) for key, one in self.periods.items()]
        self.fields["period"].choices = [*offered, (OWN_DAYS, _("From one day to another"))]  # type: ignore[attr-defined]
        self.initial.setdefault("period", _latest_over(self.periods.values(), today))
        if len(self.services) == 1:
            self.fields["service"].widget = forms.HiddenInput()
            self.initial.setdefault("service", next(iter(self.services)))

    @property
    def own_days(self) -> bool:
        """Whether the two days stand open: they were chosen, or one of them is not well."""
        return self["period"].value() == OWN_DAYS or bool({"first_day", "last_day"} & set(self.errors))

    def clean(self) -> dict[str, Any]:
        """Two days where two days were chosen, one after the other, both in years that can be counted."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("period") != OWN_DAYS:
            return given
        for name in ("first_day", "last_day"):
            if name in given and given[name] is None:
                self.add_error(name, self.fields[name].error_messages["required"])
            elif given.get(name) and not FIRST_YEAR <= year_of(given[name]) <= LAST_YEAR:
                between = _("Choose a day between April %(first)s and March %(last)s.")
                self.add_error(name, between % {"first": FIRST_YEAR, "last": LAST_YEAR + 1})
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first."))
        return given

    @property
    def chosen(self) -> tuple[Any, Period]:
        """The service and the period of a valid form."""
        given = self.cleaned_data
        own = given["period"] == OWN_DAYS
        found = period_of_days(given["first_day"], given["last_day"]) if own else period_of(given["period"])
        assert found is not None  # noqa: S101  (it is one of the choices)
        return self.services[given["service"]], found


LINE = "line_"
"""Before the key of a line, in the names of its field: no group can be called so."""


class CommentaryForm(Form):
    """One text for each group of lines, and one for each line."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, groups: Sequence[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = {group.key: group.key for group in groups}
        self.groups = {group.key: group for group in groups}
        for group in groups:
            label = _("Commentary: %(group)s") % {"group": str(group.title)}
            self.fields[group.key] = NoteField(label=label, required=False)
            for one in group.indicators:
                self.names[one.key] = f"{LINE}{one.key}"
                label = _("Commentary on line %(number)s") % {"number": one.number}
                self.fields[self.names[one.key]] = NoteField(label=label, required=False)

    @property
    def texts(self) -> dict[str, str]:
        """The commentary by group and by line of a valid form."""
        return {key: self.cleaned_data[name] for key, name in self.names.items()}

    def has_lines(self, group: str) -> bool:
        """Whether a line of the group has a text or a fault, so that its fields stand open."""
        names = [self.names[one.key] for one in self.groups[group].indicators]
        return any(self[name].value() or name in self.errors for name in names)


def commentary_initial(commentary: Mapping[str, str], groups: Sequence[Group]) -> dict[str, str]:
    """What the fields of :class:`CommentaryForm` hold before anybody writes."""
    own = {group.key for group in groups}
    return {key if key in own else f"{LINE}{key}": text for key, text in commentary.items()}


class SignForm(Form):
    """Signing carries the figures as they were shown, so that a draft that moved on is noticed."""

    shown = CleanCharField(widget=forms.HiddenInput, max_length=40_000)
    why = CleanCharField(label=_("Why it is sent again"), max_length=500, required=False)

    def clean_shown(self) -> Mapping[str, list[str]]:
        """The figures; ``after``, how many versions there were then, is put beside them."""
        try:
            found, self.cleaned_data["after"] = unpack(self.cleaned_data["shown"])
            return found
        except (signing.BadSignature, Error, ValueError, zlib.error) as broken:
            raise forms.ValidationError(_("This page is out of date. Look at the draft again.")) from broken


def _latest_over(periods: Iterable[Period], today: date) -> str:
    """The key of the latest quarter that is over: most likely the one that is due."""
    return next((one.key for one in periods if has_ended(one, today) and not is_whole_year(one)), "")


def pack(shown: Mapping[str, list[str]], after: int) -> str:
    """Figures, and how many versions are signed already, as a short signed text that cannot be made up."""
    text = json.dumps([shown, after], sort_keys=True, separators=(",", ":")).encode()
    return signing.Signer(salt=SALT).sign(urlsafe_b64encode(zlib.compress(text)).decode())


def unpack(text: str) -> tuple[dict[str, list[str]], int]:
    """What :func:`pack` wrote; BadSignature for anything else."""
    packed = signing.Signer(salt=SALT).unsign(text)
    found, after = json.loads(zlib.decompress(urlsafe_b64decode(packed)))
    return found, after
