"""What a service asks the families it worked with."""

from attrs import frozen

from families.labels import Label


@frozen(kw_only=True)
class EvaluationAnswer:
    """One answer to choose. ``satisfied``: whoever gives it counts as satisfied or helped."""

    key: str
    label: Label
    satisfied: bool = False


@frozen(kw_only=True)
class EvaluationQuestion:
    """A question with its answers, the best first."""

    key: str
    label: Label
    answers: tuple[EvaluationAnswer, ...]

    @property
    def tells_satisfaction(self) -> bool:
        """Whether one of its answers counts as satisfied or helped; others are asked for the team alone."""
        return any(answer.satisfied for answer in self.answers)


@frozen(kw_only=True)
class EvaluationRule:
    """The service's evaluation form: questions to tap, and one to answer in own words."""

    questions: tuple[EvaluationQuestion, ...]
    words: Label
