"""The form for a file of referrals."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from families.forms.common import RecordForm
from referrals.destinations import Destination


class UploadForm(RecordForm):
    """A file, and where its referrals go where there is more than one team."""

    to = forms.ChoiceField(label=_("Where should the referrals go?"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("The CSV file"),
        help_text=_("Nothing is sent before you have seen what is in it."),
        max_length=200,
        allow_empty_file=True,
        error_messages={
            "required": _("Choose a file."),
            "max_length": _("The file's name is too long. Rename it."),
            "missing": _("Choose a file."),
            "invalid": _("Choose a file."),
        },
    )

    def __init__(self, *args: Any, options: list[Destination], **kwargs: Any) -> None:
        """One destination needs no question."""
        super().__init__(*args, **kwargs)
        self._options = {one.key: one for one in options}
        if len(options) == 1:
            del self.fields["to"]
        else:
            to: Any = self.fields["to"]
            to.choices = [(one.key, one.label) for one in options]

    def clean_file(self) -> Any:
        """A file that is not too large to be one of referrals."""
        found = self.cleaned_data["file"]
        if found.size > settings.UPLOAD_MOST_BYTES:
            most = settings.UPLOAD_MOST_BYTES // (1024 * 1024)
            raise ValidationError(_("The file is larger than %(most)s MB. Divide it."), params={"most": most})
        return found

    @property
    def destination(self) -> Destination:
        """Where it goes."""
        chosen = self.cleaned_data.get("to")
        return self._options[chosen] if chosen else next(iter(self._options.values()))
