"""What the unit where the baby will be born must know, as the case page shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from families.definition_of import rules_of
from families.models import Case, Child, PaperAcknowledgement, PaperVersion
from families.paperwork import ended_by


@dataclass(frozen=True)
class AlertLine:
    """The signed version of a paper that holds until birth; ``told``: when the unit said that it has it."""

    label: str
    version: PaperVersion
    told: PaperAcknowledgement | None
    asked: bool


def alerts_of(
    case: Case, children: list[Child], signed: Iterable[PaperVersion], told: Iterable[PaperAcknowledgement]
) -> tuple[AlertLine, ...]:
    """The papers that still hold, the latest signed version of each. ``signed`` and ``told``: the newest first."""
    known = {child.pk: child for child in children}
    said: dict[Any, PaperAcknowledgement] = {}
    for one in told:
        said.setdefault(one.of_id, one)
    found: dict[Any, AlertLine] = {}
    for version in signed:
        kind = rules_of(case).paper(version.paper.kind)
        if kind is None or not kind.until_birth or version.paper_id in found:
            continue
        version.paper.case = case
        if version.paper.child_id in known:
            version.paper.child = known[version.paper.child_id]
        if ended_by(version.paper, kind) is None:
            label = kind.label.text(get_language() or "en")
            found[version.paper_id] = AlertLine(label, version, said.get(version.pk), kind.acknowledged is not None)
    return tuple(found.values())
