"""Something to be done about a case."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from families.forms.common import RecordForm, by_id
from families.visit_setting import VisitSetting
from ui.fields import CleanCharField, DateField


class TaskForm(RecordForm):
    """What, who, by when."""

    title = CleanCharField(
        label=_("What is to be done?"), max_length=200, error_messages={"required": _("Say what is to be done")}
    )
    assigned_to = forms.ChoiceField(label=_("Who will do it?"))
    due_on = DateField(label=_("By when?"), required=False)
    urgent = forms.BooleanField(label=_("It is urgent"), required=False)

    def __init__(self, data: QueryDict | None, *, setting: VisitSetting) -> None:
        super().__init__(data)
        self.people = [setting.user, *setting.near_colleagues, *setting.team_colleagues]
        self.fields["assigned_to"].choices = [(str(one.pk), one.name) for one in self.people]

    def as_arguments(self) -> dict[str, Any]:
        """What ``add_task`` asks for."""
        data = self.cleaned_data
        return {
            "title": data["title"],
            "assigned_to": by_id(self.people, data["assigned_to"]),
            "due_on": data["due_on"],
            "urgent": data["urgent"],
        }
