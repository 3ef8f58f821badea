"""Whether what is stored still follows from the rows: stages and clocks are derived, so they can be checked."""

import logging
from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Permission
from activity.notify import notify
from families.actions.clocks import count_again
from families.facts import facts_in
from families.happened import happened_in
from families.models import Case
from families.stages import stage_in

logger = logging.getLogger(__name__)

NAMED_IN_A_MESSAGE = 5


def drifted() -> Iterator[Case]:
    """Cases, open ones, whose stored stage or milestones are not what their rows give. Changes nothing."""
    for case in Case.objects.open().for_reading().iterator(chunk_size=500):
        rows = happened_in(case)
        fresh, moved = count_again(case=case, facts=facts_in(case, rows), rows=case.milestones.all(), by=None)
        if fresh or moved or stage_in(case, rows) != (case.stage, case.stage_since):
            yield case


def report_drift() -> int:
    """Tell the managers of each team which cases drifted; returns how many. Nothing is mended silently."""
    by_team: dict[UUID, list[str]] = defaultdict(list)
    for case in drifted():
        by_team[case.team_id].append(case.reference)
    for team, references in by_team.items():
        logger.error("%s cases of team %s do not follow from their rows", len(references), team)
        for manager in User.objects.able_to(Permission.ALLOCATE, team=team, on=timezone.localdate()):
            _tell(manager, references)
    return sum(len(references) for references in by_team.values())


def _tell(manager: User, references: list[str]) -> None:
    named = ", ".join(references[:NAMED_IN_A_MESSAGE])
    with translation.override(manager.language):
        text = _("The stage or a clock does not follow from the record in %(count)s cases, such as %(named)s.")
        notify(
            user=manager,
            kind="drift",
            text=text % {"count": len(references), "named": named},
            link=reverse("families:clocks"),
        )
