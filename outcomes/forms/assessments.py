"""Recording a reading: every area a score or a reason, and nothing filled in beforehand."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.forms.common import RecordForm, past_day, pick, words
from outcomes.actions.assessments import Given, field_of, off_the_scale
from outcomes.models import Missing, Point, Respondent
from outcomes.tool_definitions import DomainDefinition, ToolDefinition
from ui.fields import NoteField
from ui.widgets import RadioTiles

ABOUT = ("point", "respondent", "assessed_on")


class AssessmentForm(RecordForm):
    """One reading of one tool. ``version`` comes with the form where an existing one is corrected."""

    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    point = pick(_("Which scores are these?"), [(value, label) for value, label in Point.choices])
    respondent = pick(_("Who is answering?"), [])
    assessed_on = past_day(label=_("On which day?"))
    note = NoteField(required=False, label=_("In the parent's own words"))

    def __init__(self, *args: Any, tool: ToolDefinition, parent: str, worker: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tool = tool
        names = {Respondent.PARENT: parent, Respondent.WORKER: worker, Respondent.JOINT: _("Both together")}
        asked = [(who, names[who]) for who in Respondent if who.value in tool.respondents]
        self.fields["respondent"].choices = [(who.value, label) for who, label in asked]  # type: ignore[attr-defined]
        for domain in tool.domains:
            self.fields[field_of(domain.key)] = self._question(domain)

    def _question(self, domain: DomainDefinition) -> forms.ChoiceField:
        scale = self.tool.scale
        message = off_the_scale(scale.minimum, scale.maximum)
        numbers = [(str(number), str(number)) for number in range(scale.minimum, scale.maximum + 1)]
        return forms.ChoiceField(
            label=words(domain.label),
            help_text=words(domain.question),
            choices=[*numbers, *Missing.choices],
            widget=RadioTiles,
            error_messages={
                "required": f"{words(domain.label)}: {message}",
                "invalid_choice": f"{words(domain.label)}: {message}",
            },
        )

    @property
    def areas(self) -> list[dict[str, Any]]:
        """What the page draws for each area: the question, its rungs, the silences.

        Rungs with words stand from the best down; numbers alone stand side by side, from the least up.
        """
        return [self._area(domain) for domain in self.tool.domains]

    def _area(self, domain: DomainDefinition) -> dict[str, Any]:
        scale = self.tool.scale
        said = {one.score: words(one.text) for one in domain.descriptors}
        rungs = range(scale.minimum, scale.maximum + 1)
        best_first = reversed(rungs) if scale.direction == 1 and said else rungs
        return {
            "bound": self[field_of(domain.key)],
            "wordless": not said,
            "best": scale.best,
            "worst": scale.worst,
            "rungs": [(number, said.get(number, "")) for number in best_first],
            "height": {number: number - scale.minimum + 1 for number in rungs},
            "silences": Missing.choices,
        }

    def only(self, step: int) -> None:
        """Ask one thing alone: 0 is when and who, 1 the first area."""
        wanted = ABOUT if step == 0 else (field_of(self.tool.domains[step - 1].key),)
        for name in set(self.fields) - set(wanted):
            del self.fields[name]

    def area(self, step: int) -> dict[str, Any] | None:
        """What the page draws for the area of a step."""
        return self._area(self.tool.domains[step - 1]) if step else None

    def as_given(self) -> Given:
        """What the form says, for the actions. Valid forms only."""
        cleaned = self.cleaned_data
        return Given(
            point=cleaned["point"],
            respondent=cleaned["respondent"],
            assessed_on=cleaned["assessed_on"],
            note=cleaned["note"],
            answers={one.key: _answer(cleaned[field_of(one.key)]) for one in self.tool.domains},
        )


def _answer(text: str) -> int | str:
    return text if text in Missing.values else int(text)
