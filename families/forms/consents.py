"""Consent and sharing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from families.definitions import ServiceDefinition
from families.forms.common import RecordForm, by_id, choices, past_day, pick
from families.models import Consent, Person
from families.reading.people import OfCase
from ui.fields import CleanCharField


class ConsentForm(RecordForm):
    """One answer to one question."""

    kind = pick(_("Consent to"), [])
    person = pick(_("Who answered"), [])
    answer = pick(_("Answer"), Consent.Answer.choices)
    answered_on = past_day(label=_("Date"))
    note = CleanCharField(required=False, label=_("Note"), max_length=200)

    def __init__(self, *args: Any, people: list[OfCase], definition: ServiceDefinition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = [one.person for one in people]
        self.fields["kind"].choices = choices(definition.consents)  # type: ignore[attr-defined]
        self.fields["person"].choices = [(one.person.pk, one.name) for one in people]  # type: ignore[attr-defined]
        self.fields["person"].initial = people[0].person.pk if people else None

    @property
    def whom(self) -> Person:
        """The person who was chosen."""
        return by_id(self._people, self.cleaned_data["person"])


class SharingForm(RecordForm):
    """What left the service, and who answers for it."""

    shared_on = past_day(label=_("Shared on"))
    what = CleanCharField(label=_("What was shared"), max_length=200)
    to_whom = CleanCharField(label=_("With whom"), max_length=200)
    why = CleanCharField(label=_("Why"), max_length=200)
    basis = CleanCharField(
        label=_("Lawful basis"), help_text=_("Such as public task, or protection of a child."), max_length=200
    )
    allowed_by = forms.ChoiceField(label=_("Who allowed it"))

    def __init__(self, *args: Any, colleagues: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._colleagues = colleagues
        names = [(one.pk, one.name) for one in colleagues]
        self.fields["allowed_by"].choices = [("", _("Choose a colleague")), *names]  # type: ignore[attr-defined]

    @property
    def colleague(self) -> User:
        """The colleague who was chosen."""
        return by_id(self._colleagues, self.cleaned_data["allowed_by"])
