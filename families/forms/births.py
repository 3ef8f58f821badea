"""One form for the birth of one baby or of several; one after another, or some still unborn."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from activity.errors import RuleBroken
from families.actions.births import Newborn, check_birth
from families.definitions import ServiceDefinition
from families.definitions.schema import Question
from families.forms.common import RecordForm, choices, pick
from families.labels import by_key
from families.models import Child, Pregnancy
from ui.fields import CleanCharField, DateField, TimeField
from ui.forms import Form

BORN, NOT_YET = "born", "not_yet"
LIGHTEST, HEAVIEST = 200, 8000  # grams, as the database holds it


class BabyForm(Form):
    """One baby of the pregnancy."""

    outcome = pick(_("Birth"), [(BORN, _("Born alive")), (NOT_YET, _("Not born yet"))])
    born_on = DateField(past=True, required=False, label=_("Date of birth"))
    born_at = TimeField(required=False, label=_("Time"))
    weight = forms.IntegerField(
        required=False,
        label=_("Weight in grams"),
        min_value=LIGHTEST,
        max_value=HEAVIEST,
        error_messages={
            "invalid": _("Write the weight in grams, such as 3210."),
            "min_value": _("Write the weight in grams: at least 200."),
            "max_value": _("Write the weight in grams: at most 8000."),
        },
    )
    place = CleanCharField(required=False, label=_("Place of birth"), max_length=120)
    given_name = CleanCharField(required=False, label=_("Given name, if chosen"), max_length=100)
    family_name = CleanCharField(required=False, label=_("Family name, if known"), max_length=100)
    sex = pick(_("Sex"), [], required=False)
    carer = forms.ChoiceField(required=False, label=_("Who is the baby with now?"))
    carer_name = CleanCharField(
        required=False, label=_("Name or place, if it helps"), help_text=_("Such as the ward."), max_length=120
    )
    before_referral_reason = CleanCharField(
        required=False,
        label=_("Born before booking or referral? Say why"),
        help_text=_("Such as a concealed pregnancy."),
        max_length=200,
    )

    def __init__(
        self, *args: Any, child: Child, pregnancy: Pregnancy, name: str, definition: ServiceDefinition, **kwargs: Any
    ) -> None:
        self.child, self.pregnancy, self.name, self.definition = child, pregnancy, name, definition
        super().__init__(*args, prefix=f"baby-{child.birth_order}", **kwargs)
        self._asked = _drawn_by(definition)
        if self._asked is None:
            del self.fields["sex"]
        else:
            self.fields["sex"].choices = choices(self._asked.answers)  # type: ignore[attr-defined]
        if pregnancy.family.parents_kept_apart:  # each side reads what the other wrote here
            del self.fields["carer_name"]
        carers = choices(definition.carers)
        self.fields["carer"].choices = [("", _("Not known yet")), *carers]  # type: ignore[attr-defined]

    @property
    def is_born(self) -> bool:
        return bool(self.cleaned_data.get("outcome") == BORN)

    def clean(self) -> dict[str, Any]:
        """A baby who is born has a date, and one that can be."""
        cleaned = super().clean() or {}
        if self.errors or not self.is_born:
            return cleaned
        if not cleaned.get("born_on"):
            self.add_error("born_on", _("Enter the date of birth."))
            return cleaned
        try:
            check_birth(self.pregnancy, self.newborn(cleaned))
        except RuleBroken as broken:
            self.refuse(broken)
        return cleaned

    def newborn(self, given: dict[str, Any] | None = None) -> Newborn:
        """The baby as the action takes it."""
        values = given or self.cleaned_data
        names = (
            "born_on",
            "born_at",
            "weight",
            "place",
            "given_name",
            "family_name",
            "before_referral_reason",
        )
        sex = values.get("sex")
        return Newborn(
            child=self.child,
            **{name: values.get(name) for name in names},
            answers={self._asked.key: sex} if self._asked and sex else {},
            carer=values.get("carer", ""),
            carer_name=values.get("carer_name", ""),
            definition=self.definition,
        )

    @property
    def parted(self) -> bool:
        """Whether the baby who is born is with somebody other than a parent."""
        key = self.cleaned_data.get("carer", "")
        return bool(self.is_born and key) and not by_key(self.definition.carers, key).parent


class BirthsForm(RecordForm):
    """Every unborn baby of the pregnancy, and the key of the whole."""

    def __init__(
        self, data: Any = None, *, pregnancy: Pregnancy, unborn: list[tuple[Child, str]],
        definition: ServiceDefinition, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(data, **kwargs)
        first = {"outcome": BORN} if len(unborn) == 1 else {}
        self.babies = [
            BabyForm(data, child=child, pregnancy=pregnancy, name=name, definition=definition, initial=first)
            for child, name in unborn
        ]

    def is_valid(self) -> bool:
        """Whether the whole and every baby is in order; every error is found at once."""
        found = [super().is_valid(), *(baby.is_valid() for baby in self.babies)]
        if all(found) and not self.newborns():
            self.add_error(None, _("Say which baby is born."))
            return False
        return all(found)

    def newborns(self) -> list[Newborn]:
        """Those who are born; the others are still awaited."""
        return [baby.newborn() for baby in self.babies if baby.is_born]

    def parted(self) -> BabyForm | None:
        """The first baby who is with somebody other than a parent: on what ground is asked next."""
        return next((baby for baby in self.babies if baby.parted), None)

    @property
    def has_errors(self) -> bool:
        return bool(self.errors or any(baby.errors for baby in self.babies))


def _drawn_by(definition: ServiceDefinition) -> Question | None:
    """The monitoring question by whose answer a genogram draws somebody, where the service asks one."""
    if definition.genogram is None:
        return None
    return by_key(definition.monitoring, definition.genogram.question)


def known_baby(babies: list[tuple[Child, str]], child_id: UUID) -> tuple[Child, str] | None:
    """The baby of that id among those of the case."""
    return next(((child, name) for child, name in babies if child.pk == child_id), None)
