"""Forms of documents, and of reports that others are asked for."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from families.actions.documents import too_large
from families.definitions import ServiceDefinition
from families.files.sniffing import ACCEPTED, ALLOWED
from families.forms.common import EditForm, RecordForm, choices, past_day
from families.models import Document
from ui.fields import CleanCharField, DateField, NoteField


class DocumentForm(RecordForm):
    """A file, what it is, and the day that it bears."""

    file = forms.FileField(
        label=_("The file"),
        max_length=1_000,
        allow_empty_file=True,
        error_messages={name: _("Choose a file.") for name in ("required", "missing", "invalid")},
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    kind = forms.ChoiceField(label=_("What is it?"))
    title = CleanCharField(label=_("Title"), max_length=120, help_text=_("As the list shows it"))
    dated = past_day(label=_("The document’s date"))

    def __init__(self, *args: Any, definition: ServiceDefinition, **kwargs: Any) -> None:
        """Kinds are those of the service."""
        super().__init__(*args, **kwargs)
        most = settings.DOCUMENT_MOST_BYTES // (1024 * 1024)
        help_text = _("%(allowed)s, up to %(most)s MB. Place and camera are taken out of pictures.")
        self.fields["file"].help_text = help_text % {"allowed": ALLOWED, "most": most}
        kind: Any = self.fields["kind"]
        kind.choices = [("", _("Choose")), *choices(definition.documents)]

    def clean_file(self) -> Any:
        """Not larger than what is kept; what it is, is looked at when it is taken in."""
        found = self.cleaned_data["file"]
        if found.size > settings.DOCUMENT_MOST_BYTES:
            raise ValidationError(too_large())
        return found

    @property
    def body(self) -> dict[str, list[str]]:
        """The file is part of what was sent."""
        file = self.cleaned_data["file"]
        return {**super().body, "file": [file.name, str(file.size)]}


class WithdrawForm(EditForm):
    """Why a document is withdrawn."""

    reason = CleanCharField(
        label=_("Why is it withdrawn?"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Filed in the wrong record, or replaced by another, for instance"),
    )  # fmt: skip


class ReportForm(RecordForm):
    """What is asked for, of whom, by when."""

    kind = forms.ChoiceField(label=_("What is asked for?"), widget=forms.RadioSelect)
    asked_of = CleanCharField(label=_("Of whom?"), max_length=120, help_text=_("Name, role or agency"))
    why = CleanCharField(label=_("What for?"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    asked_on = past_day(label=_("Asked on"))
    due_on = DateField(
        label=_("Due on"), required=False, help_text=_("Leave it empty for the time that the service usually gives")
    )

    def __init__(self, *args: Any, definition: ServiceDefinition, **kwargs: Any) -> None:
        """Kinds are those of the service."""
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = choices(definition.reports)


class ReceiveForm(EditForm):
    """That it came, what it says, and the document where it is filed."""

    received_on = past_day(label=_("It came on"))
    outcome = NoteField(label=_("What it says, in short"), widget=forms.Textarea(attrs={"rows": 6}))
    document = forms.ChoiceField(label=_("The document"), required=False)

    def __init__(self, *args: Any, documents: Iterable[Document], **kwargs: Any) -> None:
        """Only documents of the case, not withdrawn."""
        super().__init__(*args, **kwargs)
        self._documents = {str(one.pk): one for one in documents}
        known: Any = self.fields["document"]
        known.choices = [("", _("Not filed here")), *((key, one.title) for key, one in self._documents.items())]

    @property
    def chosen(self) -> Document | None:
        """The document that was chosen."""
        return self._documents.get(self.cleaned_data.get("document", ""))


class CallOffForm(EditForm):
    """Why a report is not wanted any more."""

    reason = CleanCharField(label=_("Why is it called off?"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
