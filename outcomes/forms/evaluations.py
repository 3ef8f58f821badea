"""The evaluation form of a service, for a phone. Nothing has to be answered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.definitions.evaluation import EvaluationRule
from families.forms.common import RecordForm, choices, past_day, pick, words
from outcomes.actions.evaluations import LONGEST, Answered
from outcomes.models import Way
from ui.fields import NoteField


class EvaluationForm(RecordForm):
    """The questions of the definition, own words, and how it was answered."""

    own_words = NoteField(label="", required=False)
    may_quote = forms.BooleanField(label=_("You may quote my words, without my name"), required=False)
    way = pick(_("How was it answered?"), Way.choices, initial=Way.ALONE)
    answered_on = past_day(label=_("Answered on"))

    def __init__(self, *args: Any, rule: EvaluationRule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule
        self.fields["own_words"].label = words(rule.words)
        self.fields["own_words"].max_length = LONGEST  # type: ignore[attr-defined]
        for question in rule.questions:
            asked = pick(words(question.label), choices(question.answers), required=False)
            self.fields[f"answer_{question.key}"] = asked

    @property
    def questions(self) -> list[Any]:
        """The fields of the questions, in the order of the definition."""
        return [self[f"answer_{question.key}"] for question in self.rule.questions]

    def as_answered(self) -> Answered:
        """What the actions ask for."""
        data = self.cleaned_data
        return Answered(
            answered_on=data["answered_on"],
            way=data["way"],
            answers={question.key: data[f"answer_{question.key}"] for question in self.rule.questions},
            words=data["own_words"],
            may_quote=data["may_quote"],
        )

    def refuse(self, broken: Any) -> None:
        """A rule about the words stands at their field."""
        if broken.field == "words":
            self.add_error("own_words", str(broken.message))
        else:
            super().refuse(broken)
