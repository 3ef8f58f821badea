"""Forms for the gallery: one filled, one wrong in every field."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from ui.fields import CleanCharField, DateField, GestationField, NoteField, TimeField
from ui.forms import Form
from ui.widgets import CheckboxTiles, RadioTiles

_OUTCOMES = [("done", _("Done")), ("no_access", _("No access")), ("cancelled", _("Cancelled"))]


class SampleForm(Form):
    name = CleanCharField(label=_("Name"), max_length=20, help_text=_("As the person writes it."))
    day = DateField(label=_("Date of the visit"), past=True, help_text=_("For example, 27 3 2026"))
    time = TimeField(label=_("Time"))
    gestation = GestationField(label=_("Gestation"), required=False)
    outcome = forms.ChoiceField(label=_("What happened?"), choices=_OUTCOMES, widget=RadioTiles)
    topics = forms.MultipleChoiceField(label=_("What did you cover?"), choices=_OUTCOMES, widget=CheckboxTiles)
    place = forms.ChoiceField(label=_("Where"), choices=[("", ""), ("home", _("At home"))])
    sure = forms.BooleanField(label=_("I have read it to the family"), required=False)
    note = NoteField(label=_("Note"))


def sample_forms() -> dict[str, SampleForm]:
    """The sample form as it was filled in, and with an error in every field."""
    filled = {
        "name": "Ffion Sampl",
        "day": date(2026, 3, 18),
        "time": "10:00",
        "gestation": 171,
        "outcome": "done",
        "topics": ["done"],
        "place": "home",
        "note": "Ffion met us at the gate.",
    }
    wrong = SampleForm(
        {"name": "x" * 30, "day-day": "29", "day-month": "2", "day-year": "2027", "time": "25:00", "gestation": "46"},
        auto_id="wrong_%s",
    )
    wrong.is_valid()
    return {"filled": SampleForm(initial=filled), "wrong": wrong}
