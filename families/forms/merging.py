"""Finding the second record, choosing what stands, confirming, and taking it back."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from families.forms.common import RecordForm, pick
from families.merging.pairs import APART, KEPT, MERGED, ONE, Choices, home_of
from families.merging.words import day
from families.models import Child, Person
from families.reading.meetings import name_of
from ui.fields import CleanCharField
from ui.forms import Form

ANOTHER = "another"


class FindForm(Form):
    words = CleanCharField(
        label=_("Reference, name or NHS number of the other record"),
        max_length=100,
        error_messages={"required": _("Write what to look for.")},
    )


class MergeForm(RecordForm):
    """Which of two values stands, what of the two records is one, and how it is known."""

    why = CleanCharField(
        label=_("How do you know that it is the same person?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, kept: Person, merged: Person, proposed: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposed = proposed
        self._theirs = list(merged.pregnancies.order_by("due_date", "id"))
        self._ours = list(kept.pregnancies.order_by("due_date", "id"))
        self._one_of("name", _("Which name is in use?"), name_of(kept), name_of(merged))
        self._one_of("nhs_number", _("Which NHS number is right?"), kept.nhs_number, merged.nhs_number)
        self._one_of(
            "date_of_birth", _("Which date of birth is right?"), day(kept.date_of_birth), day(merged.date_of_birth)
        )
        self._families(kept, merged)
        if self._ours:
            self._pregnancies()
        self.order_fields([name for name in self.fields if name != "why"] + ["why"])

    @property
    def shown(self) -> str:
        """What the preview gave to carry back; not part of what was typed."""
        return str(self.data.get("shown", ""))

    @property
    def choices(self) -> Choices:
        """What was chosen; what was not asked stays as proposed."""
        given = self.cleaned_data
        return Choices(
            name=given.get("name") or self.proposed.name,
            nhs_number=given.get("nhs_number") or self.proposed.nhs_number,
            date_of_birth=given.get("date_of_birth") or self.proposed.date_of_birth,
            families=given.get("families") or self.proposed.families,
            pregnancies={one.pk: self._id(f"pregnancy_{one.pk}") for one in self._theirs},
            children={child.pk: self._id(f"child_{child.pk}") for child in self._babies()},
        )

    def clean_why(self) -> str:
        """Somebody must be able to judge it later."""
        why: str = self.cleaned_data["why"]
        if len(why.strip()) < 3:
            raise ValidationError(_("Say how you know."))
        return why

    def _one_of(self, name: str, label: Any, ours: str, theirs: str) -> None:
        if ours and theirs and ours != theirs:
            options = [(KEPT, ours), (MERGED, theirs)]
            self.fields[name] = pick(label, options, initial=getattr(self.proposed, name))

    def _families(self, kept: Person, merged: Person) -> None:
        ours, theirs = home_of(kept), home_of(merged)
        if ours is None or theirs is None or ours.pk == theirs.pk:
            return
        names = {"ours": ours.reference, "theirs": theirs.reference}
        options = [
            (ONE, _("One family: everything of %(theirs)s moves to %(ours)s") % names),
            (APART, _("Two families: this person belongs to both")),
        ]
        label = _("Are %(ours)s and %(theirs)s one family?") % names
        self.fields["families"] = pick(label, options, initial=self.proposed.families)

    def _pregnancies(self) -> None:
        options = [
            (str(one.pk), _("The pregnancy due %(day)s") % {"day": day(one.due_date) or "?"}) for one in self._ours
        ]
        for one in self._theirs:
            label = _("The other record has a pregnancy due %(day)s. Which is it?") % {"day": day(one.due_date) or "?"}
            initial = self.proposed.pregnancies.get(one.pk) or ANOTHER
            self.fields[f"pregnancy_{one.pk}"] = pick(
                label, [*options, (ANOTHER, _("Another pregnancy"))], initial=str(initial)
            )
        for child in self._babies():
            self._baby(child)

    def _baby(self, child: Child) -> None:
        ours = Child.objects.filter(pregnancy__in=self._ours).select_related("person", "pregnancy__mother")
        options = [(str(one.pk), _whom(one)) for one in ours.order_by("pregnancy", "birth_order")]
        label = _("%(baby)s of the other record is") % {"baby": _whom(child)}
        initial = self.proposed.children.get(child.pk) or ANOTHER
        self.fields[f"child_{child.pk}"] = pick(
            label, [*options, (ANOTHER, _("Another baby"))], initial=str(initial), required=False
        )

    def _babies(self) -> Iterable[Child]:
        if not self._ours:
            return []
        rows = Child.objects.filter(pregnancy__in=self._theirs).select_related("person", "pregnancy__mother")
        return list(rows.order_by("pregnancy", "birth_order"))

    def _id(self, name: str) -> UUID | None:
        chosen = self.cleaned_data.get(name) or ANOTHER
        return None if chosen == ANOTHER else UUID(str(chosen))


class UndoForm(RecordForm):
    """Why it is undone, and which of the rows written since go with the record that comes back."""

    chosen = forms.MultipleChoiceField(
        label=_("Written since the merge: tick what belongs to the record that comes back"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What you do not tick stays with the kept record."),
    )
    why = CleanCharField(label=_("Why is it undone?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, options: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if options:
            self.fields["chosen"].choices = options  # type: ignore[attr-defined]
        else:
            del self.fields["chosen"]

    @property
    def shown(self) -> str:
        """What the preview gave to carry back."""
        return str(self.data.get("shown", ""))


def _whom(child: Child) -> str:
    number = _("baby %(number)s") % {"number": child.birth_order}
    return f"{name_of(child.person)} ({number})"
