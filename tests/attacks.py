"""Somebody who has every released file and a pencil: what can be worked out of them taken together.

Imports nothing of the product. The sums below were written from the definitions of the lines in words. The attacker is
given more than any reader has: which numbers are held back because they are small, and how small that is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations

import numpy
from scipy.optimize import Bounds, LinearConstraint, milp

SMALL = range(1, 5)


@dataclass(frozen=True)
class File:
    """One table of a released file: its days, and each number, None where ``[c]`` stands. ``truth`` is for judging."""

    first: date
    last: date
    told: Mapping[str, int | None]
    truth: Mapping[str, int]


EQUAL = [
    ("families_open_to_social_services:of", "families_open:n"),
    ("closed_to_social_services:of", "families_open_to_social_services:n"),
    ("first_separations:of", "children_born:n"),
    ("removed_in_first_year:of", "families_open:n"),
    ("still_at_home:of", "returned_home:n"),
    ("no_access:of", "planned_visits_completed:of"),
    ("child_protection_meetings_attended:n", "child_protection_meetings:n"),
    ("child_protection_meetings_attended:of", "child_protection_meetings:of"),
    ("referred_early:of", "gestation_at_referral:n"),
    ("distance_completers_maintained:of", "distance_completers:of"),
    ("distance_completers_declined:of", "distance_completers:of"),
]
WHOLES = [
    ("distance_completers:of", ["distance_completers:n", "distance_completers_maintained:n",
                                "distance_completers_declined:n"]),
]  # fmt: skip
AT_MOST = [
    (["referrals_from_community_midwives:n"], "referrals_received:n"),
    (["planned_visits_completed:n", "no_access:n"], "planned_visits_completed:of"),
    (["live_births:n"], "children_born:n"),
    (["visits_completed:n"], "worker_contacts:n"),
    (["care_leavers:n", "care_leavers:unknown"], "clients"),
    (["pregnant_women:n", "fathers_and_partners:n"], "clients"),
]
ADDS_UP = [
    "referrals_received:n", "referrals_from_community_midwives:n", "cases_opened:n", "cases_closed:n", "live_births:n",
    "visits_completed:n", "worker_contacts:n", "no_access:n", "planned_visits_completed:n",
    "planned_visits_completed:of", "first_separations:n",
]  # fmt: skip
DISTINCT = ["families_open:n", "pregnant_women:n", "fathers_and_partners:n", "children_born:n", "clients",
            "families_open_to_social_services:n"]  # fmt: skip


@dataclass
class Attacker:
    """Unknown numbers by file and name; what is told fixes them, the sums tie them together."""

    files: list[File]
    places: dict[tuple[int, str], int] = field(default_factory=dict)
    rows: list[tuple[dict[int, int], float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for at, file in enumerate(self.files):
            for name in file.told:
                self.places[at, name] = len(self.places)
        for at, file in enumerate(self.files):
            self._inside(at, file)
        self._across()
        self._same_days()

    def worked_out(self) -> list[tuple[date, date, str, int]]:
        """Every held number that can be only one, with what it is."""
        low = numpy.zeros(len(self.places))
        high = numpy.full(len(self.places), numpy.inf)
        for (at, name), place in self.places.items():
            told, true = self.files[at].told[name], self.files[at].truth[name]
            if told is not None:
                low[place] = high[place] = told
            elif true in SMALL:
                low[place], high[place] = SMALL[0], SMALL[-1]
        found = []
        for (at, name), place in self.places.items():
            file = self.files[at]
            if file.told[name] is None and self._only_one(place, low, high):
                found.append((file.first, file.last, name, file.truth[name]))
        return found

    def _only_one(self, place: int, low: numpy.ndarray, high: numpy.ndarray) -> bool:
        ends = []
        for sign in (1, -1):
            aim = numpy.zeros(len(self.places))
            aim[place] = sign
            answer = milp(
                aim, constraints=self._constraints(), bounds=Bounds(low, high), integrality=numpy.ones(len(aim))
            )
            if not answer.success:
                return False
            ends.append(round(answer.x[place]))
        return ends[0] == ends[1]

    def _constraints(self) -> LinearConstraint:
        matrix = numpy.zeros((len(self.rows), len(self.places)))
        for at, (terms, _low, _high) in enumerate(self.rows):
            for place, factor in terms.items():
                matrix[at, place] = factor
        return LinearConstraint(matrix, [row[1] for row in self.rows], [row[2] for row in self.rows])

    def _say(self, terms: Iterable[tuple[int, str, int]], low: float, high: float) -> None:
        """A fact, if every name in it is in the files, and if it is true: a wrong one would lead nowhere."""
        listed = list(terms)
        if any((at, name) not in self.places for at, name, _factor in listed):
            return
        total = sum(self.files[at].truth[name] * factor for at, name, factor in listed)
        if low <= total <= high:
            self.rows.append(({self.places[at, name]: factor for at, name, factor in listed}, low, high))

    def _inside(self, at: int, file: File) -> None:
        for one, other in EQUAL:
            self._say([(at, one, 1), (at, other, -1)], 0, 0)
        for whole, parts in WHOLES:
            self._say([(at, whole, 1), *((at, part, -1) for part in parts)], 0, 0)
        for parts, whole in AT_MOST:
            self._say([(at, whole, 1), *((at, part, -1) for part in parts if part in file.told)], 0, numpy.inf)
        for key in {name.rsplit(":", 1)[0] for name in file.told if ":" in name}:
            self._say([(at, f"{key}:of", 1), (at, f"{key}:n", -1)], 0, numpy.inf)
            bands = [name for name in file.told if name.startswith(f"{key}:")
                     and name.rsplit(":", 1)[1] not in ("n", "of", "unknown")]  # fmt: skip
            if bands:
                whole = "clients" if key.startswith("annex_") else f"{key}:n"
                self._say([(at, whole, 1), *((at, band, -1) for band in bands)], 0, 0)

    def _across(self) -> None:
        for long, whole in enumerate(self.files):
            inside = [at for at, one in enumerate(self.files)
                      if at != long and whole.first <= one.first and one.last <= whole.last]  # fmt: skip
            for name in (*ADDS_UP, *DISTINCT):
                for at in inside:
                    self._say([(long, name, 1), (at, name, -1)], 0, numpy.inf)
            for size in range(1, 5):
                for some in combinations(inside, size):
                    self._filled(long, sorted(some, key=lambda at: self.files[at].first))

    def _filled(self, long: int, parts: list[int]) -> None:
        day = self.files[long].first
        for at in parts:
            if self.files[at].first != day:
                return
            day = self.files[at].last + timedelta(days=1)
        if day != self.files[long].last + timedelta(days=1):
            return
        for name in ADDS_UP:
            self._say([(long, name, 1), *((at, name, -1) for at in parts)], 0, 0)
        for name in DISTINCT:
            self._say([(long, name, -1), *((at, name, 1) for at in parts)], 0, numpy.inf)

    def _same_days(self) -> None:
        """Take what two files say of the same days for the same, where it is."""
        for one, other in combinations(range(len(self.files)), 2):
            if (self.files[one].first, self.files[one].last) == (self.files[other].first, self.files[other].last):
                for name in self.files[one].told:
                    self._say([(one, name, 1), (other, name, -1)], 0, 0)
