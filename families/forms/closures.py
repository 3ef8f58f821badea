"""Asking for a closure, signing or refusing it, and opening a case again."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from families.actions.closures import TaskFate
from families.definitions import ServiceDefinition
from families.forms.common import EditForm, RecordForm, by_id, choices, past_day, pick
from families.models import Task
from ui.fields import CleanCharField, NoteField

FATES = (("done", _("Done")), ("cancelled", _("No longer needed")))


class CloseForm(RecordForm):
    """Why, with what still open, and how things stand."""

    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)
    end_scores_missing_reason = forms.ChoiceField(required=False, label=_("Why there are no end scores"))
    note = NoteField(required=False, label=_("Summary for the manager and the record"))
    statuses_confirmed = forms.BooleanField(required=False, label=_("The statuses above are right today"))

    def __init__(
        self,
        *args: Any,
        definition: ServiceDefinition,
        tasks: list[Task],
        colleagues: list[User],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._colleagues, self.tasks = colleagues, tasks
        self.fields["reason"].choices = choices(definition.closing_reasons)  # type: ignore[attr-defined]
        missing = choices(definition.no_score_reasons)
        named = self.fields["end_scores_missing_reason"]
        named.choices = [("", _("Choose a reason")), *missing]  # type: ignore[attr-defined]
        for task in tasks:
            self.fields[f"task-{task.pk}"] = self._fate_of(task)

    def _fate_of(self, task: Task) -> forms.ChoiceField:
        passed_on = [(one.pk, _("Passed on to %(name)s") % {"name": one.name}) for one in self._colleagues]
        options = [("", _("Choose what becomes of it")), *FATES, *passed_on]
        return forms.ChoiceField(label=task.title, choices=options, required=False)

    @property
    def task_fields(self) -> list[Any]:
        """The questions about open tasks, as the page draws them."""
        return [self[f"task-{task.pk}"] for task in self.tasks]

    def fates(self) -> dict[UUID, TaskFate]:
        """What becomes of each task; those without an answer are left out."""
        found = {task.pk: self.cleaned_data.get(f"task-{task.pk}") for task in self.tasks}
        return {pk: self._as_fate(chosen) for pk, chosen in found.items() if chosen}

    def _as_fate(self, chosen: str) -> TaskFate:
        if chosen in dict(FATES):
            return TaskFate(chosen)
        return TaskFate("reassigned", by_id(self._colleagues, chosen))


class SignForm(EditForm):
    """The manager's answer."""

    answer = pick(_("Your answer"), [("sign", _("Close the case")), ("refuse", _("Keep it open"))])
    register_acknowledged = forms.BooleanField(
        required=False,
        label=_("I know that somebody in this case is on the child protection register, and close it all the same"),
    )
    refused_reason = CleanCharField(required=False, label=_("Why it stays open"), max_length=200)
    signed_on = past_day(label=_("Closed on"))


class ReopenForm(RecordForm):
    """Why a closed case is opened again."""

    reason = CleanCharField(label=_("Why is the case opened again?"), max_length=200)
