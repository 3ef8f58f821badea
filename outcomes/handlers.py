"""What the outbox delivers to outcomes."""

from typing import Any

from activity.outbox import handler
from families.actions.renew import CASE_CHANGED
from outcomes.actions.renewing import renew_outcome
from outcomes.actions.runs import RUN_ASKED


def renew(payload: dict[str, Any]) -> None:
    """A fact of a case has changed: bring its outcome in line."""
    renew_outcome(case_id=payload["case"])


def start(payload: dict[str, Any]) -> None:
    """Somebody asked for a run: give it to a worker of its own, so that it holds nothing else up."""
    from outcomes.tasks import compute_run

    compute_run.delay(run=payload["run"])


def register() -> None:
    """Tell the outbox who takes which topic."""
    handler(CASE_CHANGED)(renew)
    handler(RUN_ASKED)(start)
