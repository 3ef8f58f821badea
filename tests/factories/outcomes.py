"""Scores for tests, made with the product's own actions."""

import re
from datetime import date
from pathlib import Path
from typing import Any

from accounts.models import Partnership, User
from families.models import Case
from outcomes.actions.assessments import Given, record_assessment
from outcomes.actions.tools import load_tools
from outcomes.definition_of import tool_of
from outcomes.models import Assessment, Point, Respondent, ToolVersion
from outcomes.tool_definitions import tool_files

TOOL = "jig-so-ten-point"


def tool_version(partnership: Partnership) -> ToolVersion:
    """Return the shipped ten-point tool, loaded for the partnership if it is new there."""
    return next(one for one in load_tools(partnership=partnership, by=None) if one.tool.slug == TOOL)


def by_score_only(folder: Path) -> Path:
    """Return a file of the shipped tool as if it were licensed: its areas and scale, without its words."""
    text = tool_files()[0].read_text(encoding="utf-8").replace('wording = "own"', 'wording = "licensed"')
    text = re.sub(r"^question = .*\n|^descriptors = \[\n(?:  .*\n)*\]\n", "", text, flags=re.MULTILINE)
    path = folder / "tool.toml"
    path.write_text(text, encoding="utf-8")
    return path


def areas(version: ToolVersion) -> list[str]:
    """Return the keys of a tool's areas."""
    return [domain.key for domain in tool_of(version).domains]


def given(version: ToolVersion, scores: Any, **details: Any) -> Given:
    """Return a reading: one score for every area, or a mapping over a score of 5."""
    answers = dict.fromkeys(areas(version), 5 if isinstance(scores, dict) else scores)
    if isinstance(scores, dict):
        answers |= scores
    details.setdefault("point", Point.START)
    details.setdefault("respondent", Respondent.PARENT)
    return Given(answers=answers, **details)


def reading(case: Case, scores: Any, *, on: date, by: User | None = None, **details: Any) -> Assessment:
    """Record a reading of a case (a parent's start unless told otherwise)."""
    version = tool_version(case.partnership)
    return record_assessment(case=case, version=version, given=given(version, scores, assessed_on=on, **details), by=by)


def stored_reading(case: Case, scores: Any, *, on: date, **details: Any) -> Assessment:
    """Return a reading whose rows stand there without the clocks of the case having been renewed: cheaper."""
    version = tool_version(case.partnership)
    said = given(version, scores, assessed_on=on, **details)
    made = Assessment.objects.create(case=case, version_used=version, **said.fields)
    for domain in version.domains.all():
        answer = said.answers[domain.key]
        value, missing = (answer, "") if isinstance(answer, int) else (None, answer)
        made.scores.create(domain=domain, value=value, missing=missing)
    return made


def posted(version: ToolVersion, scores: Any, *, on: date, **details: Any) -> dict[str, str]:
    """Return what a browser sends when a reading is recorded."""
    said = given(version, scores, assessed_on=on, **details)
    return {
        "point": str(said.point),
        "respondent": str(said.respondent),
        "assessed_on-day": str(on.day),
        "assessed_on-month": str(on.month),
        "assessed_on-year": str(on.year),
        "note": said.note,
        **{f"score_{key}": str(value) for key, value in said.answers.items()},
    }
