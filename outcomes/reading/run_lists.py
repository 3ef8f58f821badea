"""Lists of runs: what each was asked, so that two of one kind and period are told apart."""

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen
from django.utils.translation import gettext as _

from outcomes.labels import SET_AGAINST
from outcomes.models import Comparison, OutcomeRun
from outcomes.periods import name_of


@frozen
class ListedRun:
    """A run, the period it is over (empty where its rows were typed in), and what it was asked beside that."""

    run: OutcomeRun
    period: str
    about: str

    @property
    def state(self) -> str:
        """How far it is; what was asked for either waits or is in hand."""
        if self.run.state != OutcomeRun.State.ASKED:
            return str(self.run.get_state_display())
        return _("Being computed") if self.run.started_at else _("Waiting for the worker")


def listed_runs(runs: Sequence[OutcomeRun]) -> list[ListedRun]:
    """The runs in words; one statement more where comparisons that somebody entered are among them."""
    wanted = [one.parameters["comparison"] for one in runs if "comparison" in one.parameters]
    titles = {}
    if wanted:
        titles = {str(pk): title for pk, title in Comparison.objects.filter(pk__in=wanted).values_list("pk", "title")}
    return [ListedRun(one, _period(one), _about(one.parameters, titles)) for one in runs]


def _period(run: OutcomeRun) -> str:
    return _("typed in") if run.parameters.get("way") == "entered" else name_of(run.first_day, run.last_day)


def _about(parameters: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    if "counterfactual" in parameters:
        return str(SET_AGAINST.get(parameters["counterfactual"], ""))
    way = parameters.get("way")
    if way == "entered":
        return titles.get(parameters.get("comparison", ""), "")
    if way == "order":
        return _("the first %(size)s and the last %(size)s") % {"size": parameters["size"]}
    return _("before and from version %(version)s") % {"version": parameters["version"]} if way else ""
