"""All rules together: from the referral to the closing, and back."""

from typing import Any

import time_machine
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.histories.arriving import Arriving
from tests.histories.cast import Cast, furnish
from tests.histories.ending import Ending
from tests.histories.living import Living
from tests.histories.working import Working


class CaseHistories(Arriving, Working, Living, Ending):
    """Every rule of a case's life."""


def run_histories(**how: Any) -> None:
    """Run histories of one cast, each in its own savepoint; ``how`` as for hypothesis' settings."""
    with time_machine.travel("2024-01-02T10:00:00Z"):
        cast: Cast = furnish()
    machine = type("CaseHistories", (CaseHistories,), {"cast": cast})
    run_state_machine_as_test(machine, settings=settings(deadline=None, database=None, print_blob=True, **how))
