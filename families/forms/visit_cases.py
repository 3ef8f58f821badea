"""A visit in the record of a second person of the family, and forms as they were left."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from families.forms.common import pick
from families.models.choices import Concern, VisitOutcome
from families.naming import case_name
from families.visit_setting import VisitSetting
from families.visiting import CaseEntry
from ui.fields import CleanCharField, NoteField
from ui.forms import Form

SAY_CONCERN = _("Say whether there are new concerns")
WRITE_NOTE = _("Write a note before you sign")


class OtherCaseForm(Form):
    """The same visit in another record of the family, with a note of its own."""

    include = forms.BooleanField(required=False)
    others_seen = CleanCharField(label=_("Someone else: who?"), required=False, max_length=200)
    reason = CleanCharField(label=_("Why?"), required=False, max_length=200)
    concern = pick(_("Any new concerns?"), Concern.choices, required=False)
    note = NoteField(label=_("Note"), required=False, strip=False)
    note_version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        case: Any,
        number: int,
        setting: VisitSetting,
        signing: bool,
        typed: Mapping[str, Any],
    ) -> None:
        self.case, self.signing, self.name = case, signing, case_name(case)
        super().__init__(data, prefix=f"case{number}")
        note = setting.notes.get(case.pk)
        known = {
            "include": bool(setting.visit and setting.visit.visit_cases.filter(case=case).exists()),
            "note": note.text if note else "",
            "note_version": note.version if note else 0,
        }
        self.initial.update(known | read_back(self, typed))
        self.fields["include"].label = _("This visit was also for %(name)s") % {"name": self.name}

    @property
    def counts(self) -> bool:
        """Ticked, or written in."""
        return bool(self.cleaned_data.get("include") or self.cleaned_data.get("note", "").strip())

    def clean(self) -> dict[str, Any]:
        """Signing asks of each record what it asks of the first."""
        data = super().clean() or self.cleaned_data
        if not self.signing or not self.counts or self.data.get("outcome") == VisitOutcome.CANCELLED:
            return data
        for name, message in (("concern", SAY_CONCERN), ("note", WRITE_NOTE)):
            if not str(data.get(name, "")).strip() and name not in self.errors:
                self.add_error(name, message)
        return data

    def entry(self) -> CaseEntry:
        """What was told about this record."""
        data = self.cleaned_data
        return CaseEntry(
            case=self.case,
            concern=data.get("concern", ""),
            note=data.get("note", ""),
            note_version=data.get("note_version") or 0,
            others_seen=data.get("others_seen", ""),
            reason=data.get("reason", ""),
        )


def read_back(form: Form, typed: Mapping[str, Any]) -> dict[str, Any]:
    """What a kept form held, as initial values for its fields.

    The version of a note belongs to the text that was begun from it; other hidden fields are made anew.
    """
    data = MultiValueDict({name: value if isinstance(value, list) else [value] for name, value in typed.items()})
    found = {}
    for name, field in form.fields.items():
        where = form.add_prefix(name)
        anew = field.widget.is_hidden and not (name == "note_version" and form.add_prefix("note") in data)
        if data and not anew and not field.widget.value_omitted_from_data(data, {}, where):
            found[name] = field.widget.value_from_datadict(data, {}, where)
    return found
