"""What the gallery shows: forms filled and wrong, clocks in every state, a short timeline."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ui.fields import CleanCharField, DateField, GestationField, NoteField, TimeField
from ui.forms import Form
from ui.widgets import CheckboxTiles, RadioTiles

_OUTCOMES = [("done", _("Done")), ("no_access", _("No access")), ("cancelled", _("Cancelled"))]


class SampleForm(Form):
    """One field of each kind."""

    name = CleanCharField(label=_("Name"), max_length=20, help_text=_("As the person writes it."))
    day = DateField(label=_("Date of the visit"), past=True, help_text=_("For example, 27 3 2026"))
    time = TimeField(label=_("Time"))
    gestation = GestationField(label=_("Gestation"), required=False)
    outcome = forms.ChoiceField(label=_("What happened?"), choices=_OUTCOMES, widget=RadioTiles)
    topics = forms.MultipleChoiceField(label=_("What did you cover?"), choices=_OUTCOMES, widget=CheckboxTiles)
    reason = CleanCharField(label=_("Why was it cancelled?"), required=False)
    place = forms.ChoiceField(label=_("Where"), choices=[("", ""), ("home", _("At home"))])
    weight = forms.IntegerField(label=_("Weight at birth"), required=False)
    paper = forms.FileField(label=_("Letter"), required=False)
    sure = forms.BooleanField(label=_("I have read it to the family"), required=False)
    note = NoteField(label=_("Note"))


class SampleFilter(Form):
    """Two filters of a list."""

    stage = forms.ChoiceField(label=_("Stage"), choices=[("", _("Every stage")), ("antenatal", _("Antenatal"))])
    period = forms.ChoiceField(label=_("Quarter"), choices=[("q1", "2026–27 Q1")])


def sample_forms() -> dict[str, Form]:
    """The sample form as it was filled in, and with an error in every field; and filters."""
    filled = {
        "name": "Ffion Sampl",
        "day": date(2026, 3, 18),
        "time": "10:00",
        "gestation": 171,
        "outcome": "done",
        "topics": ["done"],
        "place": "home",
        "weight": 3150,
        "note": "Ffion met us at the gate.",
    }
    wrong = SampleForm(
        {
            "name": "x" * 30,
            "day-day": "29",
            "day-month": "2",
            "day-year": "2027",
            "time": "25:00",
            "gestation": "46",
            "weight": "heavy",
        },
        auto_id="wrong_%s",
    )
    wrong.is_valid()
    return {"filled": SampleForm(initial=filled), "wrong": wrong, "filter": SampleFilter(auto_id="filter_%s")}


def sample_clocks() -> list[Any]:
    """A clock in each of its states."""
    return [
        _clock("late", "31", _("days late"), _("Parent worker in place"), date(2026, 2, 15)),
        _clock("soon", "1", _("day left"), _("Core group"), date(2026, 3, 19)),
        _clock("coming", "8", _("weeks"), _("Birth plan acknowledged"), date(2026, 5, 24)),
        _clock("waiting", "–", _("at birth"), _("Midwife hands over"), date(2026, 8, 2)),
        _clock("met", "12", _("March"), _("Start scores"), date(2026, 3, 14)),
    ]


def _clock(state: str, big: str, small: Any, title: Any, due: date) -> Any:
    milestone = SimpleNamespace(due_on=due, why_late="")
    return SimpleNamespace(state=state, big=big, small=small, title=title, of_whom="Ffion Sampl", milestone=milestone)


def sample_entries() -> list[Any]:
    """A visit, a key event and a visit without access."""
    told = [
        ("visit", _("Home visit with Eleri Ffug, 1 hour"), _("Ffion seen, some time alone."), False),
        ("status", _("Child protection conference"), _("The unborn baby is on the register."), True),
        ("noaccess", _("No access"), _("Nobody answered the door or the phone."), False),
    ]
    at = datetime(2026, 3, 11, 10, tzinfo=UTC)
    return [SimpleNamespace(kind=k, at=at, title=t, text=x, key=key, by="Siân Model", url="") for k, t, x, key in told]
