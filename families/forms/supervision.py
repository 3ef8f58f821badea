"""Supervision: a session, what was said of a case, the personal part."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from families.definitions import ServiceDefinition
from families.forms.common import RecordForm, by_id, choices, past_day
from ui.fields import NoteField
from ui.forms import Form


class SupervisionForm(RecordForm):
    """Who was supervised, how and when; what was said follows on the session's page."""

    worker = forms.ChoiceField(label=_("Who was supervised?"))
    kind = forms.ChoiceField(label=_("Kind of supervision"))
    held_on = past_day(label=_("Held on"))

    def __init__(self, *args: Any, workers: list[User], definition: ServiceDefinition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._workers = workers
        named: Any = self.fields["worker"]
        named.choices = [("", _("Choose a worker")), *((str(one.pk), one.name) for one in workers)]
        kinds: Any = self.fields["kind"]
        kinds.choices = [("", _("Choose a kind")), *choices(definition.supervisions)]

    @property
    def whom(self) -> User:
        """The worker who was chosen."""
        return by_id(self._workers, self.cleaned_data["worker"])


class TextForm(Form):
    """One text that two people may write; no version where nothing is kept yet."""

    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    text = NoteField(label=_("What was discussed and agreed"))


class PersonalForm(TextForm):
    """The personal part, which may be emptied."""

    text = NoteField(
        required=False,
        label=_("Personal part"),
        help_text=_("Only the two of you can read this. It is in no case record. Name no family here."),
    )
