"""How families come, and who is given them: referrals, matches, decisions, allocations, cover."""

from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from families.actions.allocating import allocate_worker, cover_worker
from families.actions.cases import end_allocation
from families.models import Allocation, Case
from families.nhs_numbers import synthetic
from referrals.actions.accepting import accept_referral
from referrals.actions.concluding import lock
from referrals.actions.deciding import acknowledge_redirection, decline, put_on_waiting_list, redirect_elsewhere
from referrals.actions.matching import decide_match
from referrals.actions.receiving import receive_referral
from referrals.matching.candidates import search_for
from referrals.models import Referral
from tests.factories.referrals import told
from tests.histories.base import History, back, nth
from tests.histories.cast import STARTS

SLOTS = ("midwife", "parent_worker", "nursery_nurse", "no such slot")


class Arriving(History):
    """Referral to allocation."""

    @initialize(
        start=st.sampled_from(STARTS), weeks=st.integers(8, 39), fetuses=st.integers(1, 2), since=st.integers(10, 80)
    )
    def the_first_family(self, start: date, weeks: int, fetuses: int, since: int) -> None:
        """Most rules need a case, and one that has run for some days."""
        self.go_to(start)
        self._refer(due_in=280 - weeks * 7, fetuses=fetuses)
        self.accept(0, 0, True)
        self.allocate(0, 0, 0, 0)
        self.days_pass(since)

    @rule(
        due_in=st.integers(-20, 240),
        fetuses=st.integers(1, 3),
        again=st.booleans(),
        partner=st.booleans(),
        born=st.sampled_from([None, None, 0, 5, 400]),
    )
    def refer(self, due_in: int, fetuses: int, again: bool, partner: bool, born: int | None) -> None:
        known = Case.objects.select_related("client", "pregnancy").order_by("id").first()
        details: dict = {}
        if again and known:
            details = {"given_name": known.client.given_name, "family_name": known.client.family_name}
            details |= {"date_of_birth": known.client.date_of_birth, "nhs_number": known.client.nhs_number}
        if partner and known:
            details = {"client_kind": "partner", "mother_given_name": known.client.given_name}
            details |= {"mother_family_name": known.client.family_name}
            details |= {"mother_date_of_birth": known.client.date_of_birth}
        if born is not None:
            details |= {"born_on": self.day(born), "born_first_reason": "Concealed until the birth"}
        self._refer(due_in=due_in, fetuses=fetuses, **details)

    @rule(which=nth, verdict=st.sampled_from(["same", "different"]), take=st.booleans())
    def match(self, which: int, verdict: str, take: bool) -> None:
        referral, by = self._open_referral(which), self.manager(0)
        found = search_for(referral, by).undecided if referral else ()
        if found and found[0].person:
            self.tries(
                decide_match, referral=referral, part=found[0].part, person=found[0].person, verdict=verdict,
                take=["name", "address", "phone"] if take else (), by=by,
            )  # fmt: skip

    @rule(which=nth, by=nth, anyway=st.booleans())
    def accept(self, which: int, by: int, anyway: bool) -> None:
        if referral := self._open_referral(which):
            words = {"why": "They agreed later.", "asked_about_hidden": "IG says yes"} if anyway else {}
            self.tries(accept_referral, referral=referral, by=self.manager(by), **words)

    @rule(which=nth, how=st.sampled_from(["decline", "no reason", "wait", "redirect"]), ahead=st.integers(-1, 30))
    def decide(self, which: int, how: str, ahead: int) -> None:
        if not (referral := self._open_referral(which)):
            return
        by = self.manager(0)
        if how == "wait":
            self.tries(put_on_waiting_list, referral=referral, review_on=self.day(-ahead), why="Full", by=by)
        elif how == "redirect":
            self.tries(redirect_elsewhere, referral=referral, destination="Flying Start", why="Nearer", by=by)
        else:
            reason = "not_eligible" if how == "decline" else "because"
            self.tries(decline, referral=referral, reason=reason, by=by)

    @rule(which=nth, ago=back)
    def acknowledge(self, which: int, ago: int) -> None:
        gone = list(Referral.objects.filter(state="redirected").order_by("id"))
        if referral := self.one_of(gone, which):
            self.tries(acknowledge_redirection, referral=referral, on=self.day(ago), by=self.manager(1))

    @rule(which=nth)
    def decide_twice(self, which: int) -> None:
        """What is decided stays decided."""
        over = list(Referral.objects.exclude(state__in=["received", "waiting"]).order_by("id"))
        if referral := self.one_of(over, which):
            assert self.tries(lock, referral=referral, by=self.manager(0)) is None

    @rule(which=nth, slot=st.integers(0, 3), who=st.integers(0, 6), ago=back)
    def allocate(self, which: int, slot: int, who: int, ago: int) -> None:
        if case := self.case(which):
            self.tries(
                allocate_worker, case=case, slot=SLOTS[slot], worker=self.worker(who), starts=self.day(ago),
                over_capacity_reason="Nobody else" if who % 2 else "", by=self.manager(0),
            )  # fmt: skip

    @rule(which=nth, who=nth, ago=back, days=st.integers(-1, 20))
    def cover(self, which: int, who: int, ago: int, days: int) -> None:
        if held := self._allocation(which):
            starts = self.day(ago)
            self.tries(
                cover_worker, allocation=held, worker=self.worker(who), starts=starts,
                ends=starts + timedelta(days=days), reason="Leave", by=self.manager(0),
            )  # fmt: skip

    @rule(which=nth, ago=back)
    def leave(self, which: int, ago: int) -> None:
        if held := self._allocation(which):
            self.tries(end_allocation, allocation=held, ends=self.day(ago), by=self.manager(1))

    def _refer(self, *, due_in: int, **details: object) -> None:
        number = self.referred = self.referred + 1
        told_of = told(**{
            "given_name": ("Ffion", "Carys", "Delyth", "Mali", "Nerys", "Rhian")[number % 6],
            "family_name": ("Sampl", "Prawf", "Ffug", "Dychmygol", "Enghraifft")[number % 5],
            "date_of_birth": date(1990, 1, 1) + timedelta(days=401 * number),
            "nhs_number": synthetic(5000 + number), "postcode": "SA1 3SN", "address": f"{number} Heol Prawf",
            "phone": f"07700 9{number:05d}", "due_date": self.day(-due_in), **details,
        })  # fmt: skip
        self.tries(
            receive_referral, service=self.cast.service, team=self.cast.team, told=told_of,
            received_on=self.today, sent_by=self.cast.sender, by=self.cast.sender,
        )  # fmt: skip

    def _open_referral(self, which: int) -> Referral | None:
        return self.one_of(list(Referral.objects.filter(state__in=["received", "waiting"]).order_by("id")), which)

    def _allocation(self, which: int) -> Allocation | None:
        held = Allocation.objects.filter(ends__isnull=True).select_related("case", "worker").order_by("id")
        return self.one_of(list(held), which)
