"""How cases end and begin again."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from families.actions.cancelling import open_tasks
from families.actions.closures import TaskFate, ask_closure, refuse_closure, reopen_case, sign_closure
from families.models import Case, Closure
from tests.histories.base import History, nth

reasons = st.sampled_from(["goals_met", "transferred", "disengaged", "loss", "no such"])
fates = st.sampled_from(["done", "cancelled", "reassigned", None])


class Ending(History):
    """Asked for, signed, refused, undone."""

    @rule(which=nth, who=nth, reason=reasons, ago=st.integers(-1, 5), fate=fates, sure=st.booleans())
    def ask(self, which: int, who: int, reason: str, ago: int, fate: str | None, sure: bool) -> None:
        if not (case := self.case(which)):
            return
        chosen = {task.pk: TaskFate(fate, self.worker(1)) for task in open_tasks(case)} if fate else {}
        self.tries(
            ask_closure, case=case, reason=reason, asked_on=self.day(ago), tasks=chosen, statuses_confirmed=sure,
            end_scores_missing_reason="Not seen" if who % 2 else "", by=self.worker(who),
        )  # fmt: skip

    @rule(which=nth, who=nth, ago=st.integers(-1, 5), known=st.booleans(), late=st.booleans())
    def sign(self, which: int, who: int, ago: int, known: bool, late: bool) -> None:
        if closure := self._closure(which):
            self.tries(
                sign_closure, closure=closure, expected_version=closure.version - late, signed_on=self.day(ago),
                register_acknowledged=known, by=self.manager(who),
            )  # fmt: skip

    @rule(which=nth, who=nth, words=st.sampled_from(["Not yet", " "]))
    def refuse(self, which: int, who: int, words: str) -> None:
        if closure := self._closure(which):
            version = closure.version
            self.tries(refuse_closure, closure=closure, expected_version=version, reason=words, by=self.manager(who))

    @rule(which=nth, who=nth, words=st.sampled_from(["They came back", ""]))
    def reopen(self, which: int, who: int, words: str) -> None:
        closed = list(Case.objects.for_reading().filter(closed_on__isnull=False).order_by("id"))
        case = self.one_of(closed, which) or self.case(which)
        if case:
            self.tries(reopen_case, case=case, reason=words, by=self.manager(who))

    @rule(which=nth)
    def close_as_it_should_be(self, which: int) -> None:
        """The usual way, so that histories get to closed cases often enough."""
        if not (case := self.case(which)):
            return
        fates = {task.pk: TaskFate("done") for task in open_tasks(case)}
        closure = self.tries(
            ask_closure, case=case, reason="goals_met", asked_on=self.today, tasks=fates, statuses_confirmed=True,
            end_scores_missing_reason="Not seen", by=self.worker(0),
        )  # fmt: skip
        if closure:
            self.tries(
                sign_closure, closure=closure, expected_version=closure.version, signed_on=self.today,
                register_acknowledged=True, by=self.manager(0),
            )  # fmt: skip

    def _closure(self, which: int) -> Closure | None:
        return self.one_of(list(Closure.objects.select_related("case", "asked_by").order_by("id")), which)
