from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ui.fields import CleanCharField
from ui.forms import Form
from ui.widgets import CheckboxTiles


class BreakGlassForm(Form):
    reference = CleanCharField(label=_("Exact reference of the case"), max_length=20)
    reason = CleanCharField(
        label=_("Why you must see it now"),
        max_length=500,
        help_text=_("The manager of the team reads this straight away."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RestrictForm(Form):
    named = forms.ModelMultipleChoiceField(
        label=_("Who may still see this family"),
        queryset=User.objects.none(),
        widget=CheckboxTiles,
        help_text=_("You are always one of them."),
    )
    reason = CleanCharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, workers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["named"].queryset = workers  # type: ignore[attr-defined]
