"""Forms of structured papers: begin one, write a section, sign, acknowledge."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.definitions.papers import PaperKind
from families.forms.common import EditForm, RecordForm, choices, past_day
from families.models import Child
from ui.fields import CleanCharField, NoteField
from ui.forms import Form


class PaperForm(RecordForm):
    """Which paper to begin; about which child where a kind is about one."""

    kind = forms.ChoiceField(label=_("Which paper?"), widget=forms.RadioSelect)
    child = forms.ChoiceField(label=_("About which child?"), widget=forms.RadioSelect, required=False)

    def __init__(
        self, *args: Any, kinds: Sequence[PaperKind], children: Sequence[tuple[Child, str]], **kwargs: Any
    ) -> None:
        """A question about the child only where a kind asks for one."""
        super().__init__(*args, **kwargs)
        self._children = {str(child.pk): child for child, _name in children}
        kind: Any = self.fields["kind"]
        kind.choices = choices(kinds)
        if any(one.about == "child" for one in kinds):
            child: Any = self.fields["child"]
            child.choices = [(str(one.pk), name) for one, name in children]
            child.initial = next(iter(self._children)) if len(self._children) == 1 else None
        else:
            del self.fields["child"]

    @property
    def about(self) -> Child | None:
        """The child that was chosen."""
        return self._children.get(self.cleaned_data.get("child", ""))


class SectionForm(EditForm):
    """The text under one heading."""

    text = NoteField(label=_("Text"), required=False, widget=forms.Textarea(attrs={"rows": 12}))


class SignForm(Form):
    """The day that the paper bears; ``seen`` says which words of it were read."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=2_000)
    dated = past_day(label=_("The paper’s date"))


class ReturnPaperForm(Form):
    """What has to be changed before the second person signs."""

    reason = CleanCharField(
        label=_("What has to be changed?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The author reads this above the paper."),
    )  # fmt: skip


class AcknowledgeForm(RecordForm):
    """Who at the unit said that they have it, and when."""

    unit = CleanCharField(label=_("Unit"), max_length=120)
    by_whom = CleanCharField(label=_("Who there"), max_length=120, help_text=_("Name and role"))
    acknowledged_on = past_day(label=_("On which day"))
