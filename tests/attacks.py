"""Somebody who has every released file and a pencil: what can be worked out of them taken together.

Imports nothing of the product. The sums below were written from the definitions of the lines in words, and from what
the rows behind them had in common in a year of cases. The attacker is given more than any reader has: which numbers
are held back because they are small, and how small that is. ``worked_out`` are held numbers that can be only one;
``left_over`` are small numbers that nobody printed and that come out of told ones by taking away.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations

import numpy
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array

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
    ("distance_all_closed:n", "distance_completers:n"),
    ("language_choice:of", "clients"),
    ("referred_early:unknown", "gestation_at_referral:unknown"),
    ("no_access:unknown", "planned_visits_completed:unknown"),
    ("child_protection_meetings_attended:unknown", "child_protection_meetings:unknown"),
    ("cost_avoided:expected", "families_open_to_social_services:n"),
    ("cost_avoided:removed", "removed_in_first_year:n"),
    ("removed_in_first_year:0-6", "first_separations:0-6"),
    ("removed_in_first_year:7-13", "first_separations:7-13"),
    ("removed_in_first_year:14-364", "first_separations:14-364"),
]
WHOLES = [
    ("distance_completers:of", ["distance_completers:n", "distance_completers_maintained:n",
                                "distance_completers_declined:n"]),
    ("clients", ["language_choice:n", "annex_language:not_asked"]),
    ("end_scores:of", ["distance_all_closed:of", "distance_all_closed:unknown"]),
]  # fmt: skip
AT_MOST = [
    (["referrals_from_community_midwives:n"], "referrals_received:n"),
    (["planned_visits_completed:n", "no_access:n"], "planned_visits_completed:of"),
    (["live_births:n"], "children_born:n"),
    (["visits_completed:n"], "worker_contacts:n"),
    (["care_leavers:n", "care_leavers:unknown"], "clients"),
    (["pregnant_women:n", "fathers_and_partners:n"], "clients"),
    (["gestation_at_referral:n", "gestation_at_referral:unknown"], "referrals_received:n"),
    (["first_slot_in_time:of", "first_slot_in_time:unknown"], "cases_opened:n"),
    (["end_scores:of"], "cases_closed:n"),
    (["distance_completers:of"], "end_scores:n"),
    (["hand_overs_done:of"], "children_born:n"),
    (["first_separations:n"], "returned_home:of"),
]
TOGETHER = [("families_open:n", ["cases_closed:n", "cases_open_at_end:n"]),
            ("clients", ["cases_closed:n", "cases_open_at_end:n"])]  # fmt: skip
ON_THE_LAST_DAY = ["cases_open_at_end:n", "referrals_waiting:n"]
ADDS_UP = [
    "referrals_received:n", "referrals_from_community_midwives:n", "cases_opened:n", "cases_closed:n", "live_births:n",
    "visits_completed:n", "worker_contacts:n", "no_access:n", "planned_visits_completed:n",
    "planned_visits_completed:of", "first_separations:n", "referrals_accepted:n", "referrals_declined_or_redirected:n",
    "gestation_at_referral:n", "gestation_at_referral:unknown", "referred_early:n", "planned_visits_completed:unknown",
    "end_scores:n", "end_scores:of", "distance_completers:n", "distance_completers:of",
    "distance_completers_maintained:n", "distance_completers_declined:n", "theme_parenting:n", "theme_wellbeing:n",
    "theme_parenting:of", "theme_wellbeing:of", "first_separations:0-6", "first_separations:7-13",
    "first_separations:14-364", "first_separations:365+", "first_slot_in_time:n", "first_slot_in_time:of",
    "second_slot_in_time:of", "start_scores_in_time:of", "hand_overs_done:of", "care_in_chosen_language:n",
    "care_in_chosen_language:of",
]  # fmt: skip
DISTINCT = ["families_open:n", "pregnant_women:n", "fathers_and_partners:n", "children_born:n", "clients",
            "families_open_to_social_services:n", "care_leavers:n", "language_choice:n"]  # fmt: skip


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
        free: set[int] = set()
        constraints, true = self._constraints(), self._truth()
        found = []
        for (at, name), place in self.places.items():
            file = self.files[at]
            if file.told[name] is not None or place in free:
                continue
            for answer in self._ends(place, constraints, Bounds(low, high)):
                free |= set(numpy.flatnonzero(numpy.abs(answer - true) > 0.5))  # here these are another number
            if place not in free:
                found.append((file.first, file.last, name, file.truth[name]))
        return found

    def _truth(self) -> numpy.ndarray:
        return numpy.array([self.files[at].truth[name] for at, name in self.places])

    def left_over(self) -> list[str]:
        """Small numbers that nobody printed, each as the sum that gives it."""
        return [text for text, number in self._differences() if number in SMALL]

    def _differences(self) -> Iterator[tuple[str, int]]:
        """What is left when told numbers are taken from told ones: within a file, and of one period from another."""
        for file in self.files:
            days = f"{file.first}..{file.last}"
            for whole, parts in self._wholes(file):
                if file.told.get(whole) is not None:
                    told = [part for part in parts if file.told.get(part) is not None]
                    yield f"{days}: {whole} - {told}", self._less(file, whole, [(file, part) for part in told])
            for part, wholes in TOGETHER:
                numbers = [file.told.get(name) for name in (part, *wholes)]
                if None not in numbers:
                    yield f"{days}: {wholes} - {part}", sum(numbers[1:]) - numbers[0]  # type: ignore[arg-type, operator]
        names = {name for file in self.files for name in file.told}
        for long in self.files:
            for name in sorted(names & set(long.told)):
                if long.told[name] is not None and (name in ADDS_UP or self._is_distinct(name)):
                    yield from self._of_periods(long, name)

    def _wholes(self, file: File) -> Iterator[tuple[str, list[str]]]:
        yield from WHOLES
        for key in sorted({name.rsplit(":", 1)[0] for name in file.told if ":" in name}):
            yield f"{key}:of", [f"{key}:n"]
            if bands := self._bands(file, key):
                yield ("clients" if key.startswith("annex_") else f"{key}:n"), bands
        for parts, whole in AT_MOST:
            if all(file.told.get(part) is not None for part in parts):
                yield whole, parts

    @staticmethod
    def _bands(file: File, key: str) -> list[str]:
        return [name for name in file.told if name.startswith(f"{key}:")
                and name.rsplit(":", 1)[1] not in ("n", "of", "unknown")]  # fmt: skip

    @staticmethod
    def _is_distinct(name: str) -> bool:
        return name in DISTINCT or name.startswith("annex_")

    @staticmethod
    def _less(long: File, whole: str, parts: Iterable[tuple[File, str]]) -> int:
        return int(long.told[whole] or 0) - sum(int(file.told[part] or 0) for file, part in parts)

    def _of_periods(self, long: File, name: str) -> Iterator[tuple[str, int]]:
        inside = [file for file in self.files if (file.first, file.last) != (long.first, long.last)
                  and long.first <= file.first and file.last <= long.last
                  and file.told.get(name) is not None]  # fmt: skip
        for some in _apart(sorted(inside, key=lambda one: one.first)):
            left = self._less(long, name, [(file, name) for file in some])
            text = f"{name} of {long.first}..{long.last} and {[(str(one.first), str(one.last)) for one in some]}"
            if name in ADDS_UP or len(some) == 1:
                yield text, left
            elif sum((one.last - one.first).days + 1 for one in some) == (long.last - long.first).days + 1:
                yield text, -left

    def _ends(self, place: int, constraints: LinearConstraint, bounds: Bounds) -> Iterator[numpy.ndarray]:
        """The least and the most that a number can be, each with all others as they are then."""
        for sign in (1, -1):
            aim = numpy.zeros(len(self.places))
            aim[place] = sign
            answer = milp(aim, constraints=constraints, bounds=bounds, integrality=numpy.ones(len(aim)))
            # The truth is an answer, so that there is none only where the aim has no end.
            yield answer.x if answer.success else self._truth() + numpy.abs(aim)

    def _constraints(self) -> LinearConstraint:
        matrix = lil_array((len(self.rows), len(self.places)))
        for at, (terms, _low, _high) in enumerate(self.rows):
            for place, factor in terms.items():
                matrix[at, place] = factor
        return LinearConstraint(matrix.tocsr(), [row[1] for row in self.rows], [row[2] for row in self.rows])

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
        for part, wholes in TOGETHER:
            self._say([*((at, whole, 1) for whole in wholes), (at, part, -1)], 0, numpy.inf)
        for key in {name.rsplit(":", 1)[0] for name in file.told if ":" in name}:
            self._say([(at, f"{key}:of", 1), (at, f"{key}:n", -1)], 0, numpy.inf)
            if bands := self._bands(file, key):
                whole = "clients" if key.startswith("annex_") else f"{key}:n"
                self._say([(at, whole, 1), *((at, band, -1) for band in bands)], 0, 0)

    def _across(self) -> None:
        for long, whole in enumerate(self.files):
            inside = [at for at, one in enumerate(self.files)
                      if at != long and whole.first <= one.first and one.last <= whole.last]  # fmt: skip
            for name in (*ADDS_UP, *DISTINCT, *(name for name in whole.told if name.startswith("annex_"))):
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
            if self.files[one].last == self.files[other].last:
                for name in ON_THE_LAST_DAY:
                    self._say([(one, name, 1), (other, name, -1)], 0, 0)


def _apart(files: list[File]) -> Iterator[list[File]]:
    """Every choice of files of which no two share a day, in order."""
    for at, one in enumerate(files):
        yield [one]
        for rest in _apart([other for other in files[at + 1 :] if other.first > one.last]):
            yield [one, *rest]
