"""What to look for in a timeline."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.registries import timeline_kinds
from families.timeline.reading import KEY
from ui.fields import CleanCharField
from ui.forms import Form


class TimelineForm(Form):
    """Words, a kind, or both; neither shows everything."""

    words = CleanCharField(label=_("Words"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", _("Everything")), (KEY, _("Key events")), *timeline_kinds()]
        self.fields["kind"].choices = offered  # type: ignore[attr-defined]
