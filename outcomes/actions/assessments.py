"""Readings of a tool: recorded whole, every area with a score or the reason why there is none."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import frozen
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from activity.edits import Difference, StaleEdit, save_edit
from activity.errors import Message
from families.access import check_can_amend
from families.actions.holding import hold
from families.actions.renew import renew_case
from families.days import check_has_come, said
from families.errors import CaseIsClosed, NotYours
from families.forms.common import words
from families.models import Case
from outcomes.definition_of import tool_of, tools_for
from outcomes.errors import (
    ReadingExists,
    ReadingImpossible,
    ReadingWithdrawn,
    ScoreImpossible,
    StaleReading,
    ToolNotUsed,
)
from outcomes.models import Assessment, Domain, Missing, Score, ToolVersion
from outcomes.models.assessment import Respondent

Answer = int | str
"""A whole number on the scale, or a key of ``Missing``."""


@frozen(kw_only=True)
class Given:
    """What was said on one day. ``answers`` has an entry for every area of the tool."""

    point: str
    respondent: str
    assessed_on: date
    answers: Mapping[str, Answer]
    note: str = ""

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of the reading itself."""
        return {
            "point": self.point,
            "respondent": self.respondent,
            "assessed_on": self.assessed_on,
            "note": self.note.strip(),
        }


def field_of(domain_key: str) -> str:
    """The name of an area's question in forms and errors."""
    return f"score_{domain_key}"


@transaction.atomic
def record_assessment(*, case: Case, version: ToolVersion, given: Given, by: User | None) -> Assessment:
    """Record one reading of an open case and renew its clocks.

    Raises ``CaseIsClosed``, ``ToolNotUsed``, ``ReadingExists`` (the same kind on the same day),
    ``ReadingImpossible`` or ``ScoreImpossible`` at the area's field.
    """
    case = _locked(case)
    if version.pk not in {used.pk for _use, used in tools_for(case)}:
        raise ToolNotUsed
    domains = _checked(case, version, given)
    try:
        with transaction.atomic():
            made = Assessment.objects.create(
                case=case, version_used=version, assessed_by=by, entered_by=by, **given.fields
            )
    except IntegrityError as broken:
        raise ReadingExists(field="assessed_on") from broken
    Score.objects.bulk_create(
        Score(assessment=made, domain=domain, entered_by=by, **_columns(given.answers[domain.key]))
        for domain in domains
    )
    renew_case(case=case, by=by)
    return made


@transaction.atomic
def edit_assessment(*, assessment: Assessment, expected_version: int, given: Given, by: User) -> Assessment:
    """Correct a reading while its case is open; the history keeps what it said before.

    Raises as :func:`record_assessment`, and ``StaleReading`` where somebody else saved first.
    """
    case = _locked(assessment.case)
    _check_standing(assessment)
    _checked(case, assessment.version_used, given)
    try:
        with transaction.atomic():
            saved = save_edit(assessment, expected_version=expected_version, changes=given.fields, by=by)
            _save_scores(saved, given)
    except StaleEdit as stale:
        raise StaleReading(stale, _areas_apart(assessment, given)) from stale
    except IntegrityError as broken:
        raise ReadingExists(field="assessed_on") from broken
    renew_case(case=case, by=by)
    return saved


@transaction.atomic
def withdraw_assessment(*, assessment: Assessment, expected_version: int, reason: str, by: User) -> Assessment:
    """Take a wrong reading out of every figure, closed case or not; it stays to be read, struck out.

    For whoever entered it and the managers of the case's team. Raises ``NotYours``, ``ReadingWithdrawn``,
    ``ReadingImpossible`` without a reason, or ``StaleEdit``.
    """
    hold(assessment.case)
    case = Case.objects.select_for_update(of=("self",), no_key=True).for_reading().get(pk=assessment.case_id)
    check_can_withdraw(by, assessment, case)
    _check_standing(assessment)
    if not reason.strip():
        raise ReadingImpossible(_("Say why it is withdrawn."), field="reason")
    changes = {"withdrawn_at": timezone.now(), "withdrawn_by": by, "withdrawn_reason": reason.strip()[:200]}
    saved = save_edit(assessment, expected_version=expected_version, changes=changes, by=by)
    renew_case(case=case, by=by)
    return saved


def check_can_withdraw(user: User, assessment: Assessment, case: Case) -> None:
    """Whether ``user`` may withdraw a reading. Raises ``NotYours``."""
    check_can_amend(user, case)
    wrote = user.pk in (assessment.entered_by_id, assessment.assessed_by_id)
    if not wrote and not user.holds(Permission.ALLOCATE, team=case.team_id):
        raise NotYours(_("Scores are withdrawn by whoever entered them, or by a manager of the team."))


def can_withdraw(user: User, assessment: Assessment, case: Case) -> bool:
    """Whether :func:`check_can_withdraw` would let this pass."""
    try:
        check_can_withdraw(user, assessment, case)
    except NotYours:
        return False
    return True


def _check_standing(assessment: Assessment) -> None:
    """Read afresh: somebody may have withdrawn it meanwhile."""
    if not Assessment.objects.standing().filter(pk=assessment.pk).exists():
        raise ReadingWithdrawn


def _locked(case: Case) -> Case:
    hold(case)
    found = Case.objects.select_for_update(of=("self",), no_key=True).for_reading().get(pk=case.pk)
    if found.closed_on is not None:
        raise CaseIsClosed
    return found


def _checked(case: Case, version: ToolVersion, given: Given) -> list[Domain]:
    """The areas of the tool, once everything that was given about them can be."""
    check_has_come(given.assessed_on, field="assessed_on")
    if given.assessed_on < case.referred_on:
        raise ReadingImpossible(
            _("The case was referred on %(day)s. Scores cannot be older.") % {"day": said(case.referred_on)},
            field="assessed_on",
        )
    if given.respondent not in Respondent.values or given.respondent not in tool_of(version).respondents:
        raise ReadingImpossible(_("This tool is not answered that way."), field="respondent")
    domains = list(version.domains.all())
    strangers = given.answers.keys() - {domain.key for domain in domains}
    if strangers:
        raise ScoreImpossible(_("The tool has no area “%(area)s”.") % {"area": sorted(strangers)[0]})
    for domain in domains:
        _check_answer(domain, given.answers.get(domain.key))
    return domains


def _check_answer(domain: Domain, answer: Answer | None) -> None:
    fits = domain.minimum <= answer <= domain.maximum if isinstance(answer, int) else answer in Missing.values
    if not fits:
        raise ScoreImpossible(off_the_scale(domain.minimum, domain.maximum), field=field_of(domain.key))


def off_the_scale(minimum: int, maximum: int) -> Message:
    """What to say of an answer that is neither a score nor a reason."""
    return _("Choose a score from %(least)d to %(most)d, or say why there is none.") % {
        "least": minimum, "most": maximum,
    }  # fmt: skip


def _columns(answer: Answer) -> dict[str, Any]:
    if isinstance(answer, int):
        return {"value": answer, "missing": ""}
    return {"value": None, "missing": answer}


def _save_scores(assessment: Assessment, given: Given) -> None:
    changed = []
    for score in assessment.scores.select_related("domain"):
        columns = _columns(given.answers[score.domain.key])
        if (score.value, score.missing) != (columns["value"], columns["missing"]):
            score.value, score.missing = columns["value"], columns["missing"]
            changed.append(score)
    Score.objects.bulk_update(changed, ["value", "missing"])


def _areas_apart(assessment: Assessment, given: Given) -> list[Difference]:
    tool = tool_of(assessment.version_used)
    found = []
    for score in assessment.scores.select_related("domain").order_by("domain__position"):
        saved: Answer = score.missing if score.value is None else score.value
        mine = given.answers[score.domain.key]
        if saved != mine:
            label = words(tool.domain(score.domain.key).label)
            found.append(Difference(field_of(score.domain.key), label, said_answer(saved), said_answer(mine)))
    return found


def said_answer(answer: Answer) -> str:
    """A score as it is, a reason in words."""
    return str(answer) if isinstance(answer, int) else str(Missing(answer).label)
