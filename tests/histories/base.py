"""The ground on which every rule of a history stands: the day, the cast, and how somebody tries something."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from accounts.models import User
from activity.outbox import deliver_due
from families.models import Case, Child, Person
from outcomes.actions.renewing import check_outcomes
from tests.histories import truths
from tests.histories.cast import Cast
from tests.histories.witness import attempt, newest_rows

Row = TypeVar("Row")

nth = st.integers(0, 5)
back = st.sampled_from([0, 1, 2, 3, 5, 8, 13, 21, 40, -1])
"""How many days ago; below nothing, a day to come, which a rule has to refuse."""


class History(RuleBasedStateMachine):
    """One history in one savepoint: at its end everything is looked at once more and taken back."""

    cast: Cast
    """Given by the test, which makes it once for all histories."""

    def __init__(self) -> None:
        super().__init__()
        self._travel: Any = None
        self._seen: dict[str, int] = {}
        self._savepoint = transaction.atomic()
        self._savepoint.__enter__()
        self.referred = 0

    @rule(days=st.sampled_from([1, 3, 10, 28, 60]))
    def days_pass(self, days: int) -> None:
        self.go_to(self.today + timedelta(days=days))

    @rule()
    def the_worker_looks(self) -> None:
        """The outbox is emptied; then no stored outcome differs from what its rows give."""
        deliver_due()
        assert check_outcomes().differing == []

    @invariant()
    def everything_follows_from_the_rows(self) -> None:
        now = newest_rows()
        if now != self._seen:
            assert truths.problems() == []
        self._seen = now

    def teardown(self) -> None:
        """Look at what is dear to look at, unless the history has failed already; then take it back."""
        try:
            if self._travel and not transaction.get_connection().needs_rollback:
                self._look_back()
        finally:
            if self._travel:
                self._travel.stop()
            transaction.set_rollback(True)
            self._savepoint.__exit__(None, None, None)

    @property
    def today(self) -> date:
        return timezone.localdate()

    def go_to(self, day: date) -> None:
        """Make it ten in the morning, in London, of a day."""
        if self._travel:
            self._travel.stop()
        moment = timezone.make_aware(datetime.combine(day, time(10)))
        self._travel = time_machine.travel(moment, tick=True)
        self._travel.start()

    def day(self, ago: int) -> date:
        return self.today - timedelta(days=ago)

    def moment(self, ago: int, hour: int = 9) -> datetime:
        return timezone.make_aware(datetime.combine(self.day(ago), time(hour)))

    @staticmethod
    def one_of(rows: Sequence[Row], number: int) -> Row | None:
        """One of several, as hypothesis chose it; None of none."""
        return rows[number % len(rows)] if rows else None

    def case(self, number: int) -> Case | None:
        """One of the cases, the newest first so that histories which are cut short stay about one case."""
        return self.one_of(list(Case.objects.for_reading().order_by("id")), number)

    def child(self, number: int) -> Child | None:
        found = Child.objects.filter(pregnancy__isnull=False).select_related("person", "pregnancy", "family")
        return self.one_of(list(found.order_by("id")), number)

    def people_of(self, case: Case) -> list[Person]:
        """The client and the children of a case."""
        children = Child.objects.filter(pregnancy=case.pregnancy).select_related("person").order_by("id")
        return [case.client, *(child.person for child in children)]

    def worker(self, number: int) -> User:
        return self.cast.staff[number % len(self.cast.staff)]

    def manager(self, number: int) -> User:
        return self.cast.managers[number % len(self.cast.managers)]

    def tries(self, action: Any, *, by: User, **details: Any) -> Any:
        """Let somebody try; see :func:`attempt`."""
        return attempt(action, by=by, **details)

    def _look_back(self) -> None:
        transaction.get_connection().check_constraints()
        assert truths.history_gaps() == []
        assert truths.figures_twice(self.cast.service, self.today) == []
        client = Client()
        client.force_login(self.manager(0))
        places = [f"/cases/{case.pk}/{page}" for case in Case.objects.all()[:2] for page in ("", "timeline/")]
        for place in [*places, "/cases/", "/clocks/", "/allocation/", "/referrals/"]:
            assert client.get(place).status_code == 200, place
