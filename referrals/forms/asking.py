"""What goes back and forth between the team and the referrer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from families.forms.common import RecordForm
from ui.fields import CleanCharField

LONGEST_QUESTION, LONGEST_ANSWER = 2_000, 10_000


class AskForm(RecordForm):
    text = CleanCharField(
        label=_("Your question"),
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The referrer reads it after signing in. The e-mail only says that something waits."),
    )


class AnswerForm(RecordForm):
    text = CleanCharField(label=_("Your answer"), max_length=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 6}))


class ToldForm(AnswerForm):
    """The same, written down by a manager."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("What the referrer said")


class ReopenForm(RecordForm):
    why = CleanCharField(
        label=_("Why it is taken up again"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Such as: declined by mistake, or sent back by the other service"),
    )
