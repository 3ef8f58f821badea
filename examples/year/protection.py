"""Social services: statuses of the children, the meetings behind them, separations and returns."""

from dataclasses import dataclass
from datetime import date
from random import Random

from year.book import Book
from year.days import at_work, between, days, weekday, working
from year.lives import Life
from year.plan import Plan
from year.staff import Staff

CATEGORIES = ("neglect", "emotional", "physical", "emotional; neglect", "sexual", "neglect; physical")
CARERS = ("foster", "foster", "foster", "kinship")


@dataclass
class Path:
    """The way of one family through social services. ``latest`` is the last day of any status."""

    book: Book
    life: Life
    staff: Staff
    random: Random
    latest: date
    category: str = "neglect"

    def status(self, kind: str, starts: date, ends: date, **cells: object) -> None:
        """The same status for each child, cut at the loss of a child and at the latest day."""
        for number, child in enumerate(self.life.children, start=1):
            lost = self.life.lost_on if self.life.loss and number == len(self.life.children) else None
            last = min(day for day in (ends, self.latest, lost) if day)
            if starts <= last:
                self.book.add(
                    "statuses", family=self.life.keys["family"], child=child, kind=kind,
                    starts=starts, ends=last, **cells,
                )  # fmt: skip

    def meeting(self, kind: str, held: date, due: date | None = None, **cells: object) -> str:
        """A meeting of which the team knows: held while the case was open, and no baby was lost."""
        life = self.life
        over = life.lost_on if life.loss and life.babies == 1 else None
        if not life.opened <= held <= min(life.closed, over or life.closed):
            return ""
        key = self.book.add(
            "meetings",
            family=life.keys["family"],
            kind=kind,
            due_on=due,
            booked_for=at_work(self.random, held),
            held_on=held,
            late_reason="professional_absent" if due and held > due else "",
            cases=[life.keys["case"]],
            children=life.children,
            **cells,
        )
        _attendance(self, key)
        return key


def go_through(book: Book, life: Life, staff: Staff, plan: Plan, random: Random) -> None:
    """Add the statuses of a family that is open to social services on some day of its window."""
    if not life.social or life.window is None:
        return
    first, last = life.window
    neighbour_before = last < plan.start
    path = Path(book, life, staff, random, plan.start - days(1) if neighbour_before else plan.until - days(1))
    path.category = random.choice(CATEGORIES)
    if life.removed:
        _to_removal(path)
        return
    earliest = first if neighbour_before or first > plan.end else first - days(25)
    limit = min(last, life.lost_on - days(1)) if life.lost_on else last
    begin = between(random, max(earliest, life.due - days(250)), limit)
    assessed = begin + days(random.randint(30, 58))
    path.status("assessment", begin, assessed)
    way = random.random()
    if way < 0.42:
        _register(path, assessed)
    elif way < 0.85:
        path.status("care_and_support", assessed + days(1), assessed + days(random.randint(90, 420)))
    if "sibling" in life.keys and random.random() < 0.25:
        book.add("statuses", family=life.keys["family"], person=life.keys["sibling"], kind="care_order",
                 starts=life.referred - days(200), ends=path.latest)  # fmt: skip


def _register(path: Path, conference: date) -> None:
    """Strategy discussion, conference, core groups, reviews, and the way down."""
    random = path.random
    conference = weekday(conference + days(1))
    strategy = working(conference - days(28), random.randint(1, 6))
    path.meeting("strategy_discussion", strategy, decision="hold_conference")
    _conference(path, conference, working(strategy, 15))
    reviews = [weekday(conference + days(random.randint(82, 96)))]
    while random.random() < 0.6 and len(reviews) < 3:
        reviews.append(weekday(reviews[-1] + days(random.randint(165, 188))))
    _core_groups(path, conference, reviews[-1])
    for review in reviews[:-1]:
        path.meeting("review_conference", review, decision="stay_registered")
    down = random.random() < 0.5
    path.meeting("review_conference", reviews[-1], decision="step_down" if down else "remove_from_register")
    path.status("child_protection", conference, reviews[-1], categories=path.category)
    if down:
        path.status("care_and_support", reviews[-1] + days(1), reviews[-1] + days(random.randint(60, 240)))


def _conference(path: Path, conference: date, due: date) -> None:
    path.meeting("initial_conference", conference, due, decision="register", categories=path.category)


def _core_groups(path: Path, conference: date, until: date) -> None:
    held = working(conference, path.random.choice((7, 9, 10, 10, 13)))
    due = working(conference, 10)
    while held < until:
        path.meeting("core_group", held, due)
        due = held + days(30)
        held = weekday(held + days(path.random.choice((26, 28, 30, 30, 35))))


def _to_removal(path: Path) -> None:
    """A registered unborn child, separated at an age of the plan, then proceedings."""
    life, random = path.life, path.random
    born = life.born or life.due
    separated = born + days(life.removed[0])
    conference = weekday(max(life.opened + days(10), min(life.due - days(random.randint(35, 90)), separated - days(9))))
    path.status("assessment", conference - days(40), conference - days(1))
    path.meeting("strategy_discussion", working(conference - days(28), 2), decision="hold_conference")
    _conference(path, conference, working(conference, 1))
    _core_groups(path, conference, separated)
    path.status("child_protection", conference, max(conference, separated + days(20)), categories=path.category)
    path.status("care_proceedings", separated + days(1), separated + days(random.randint(140, 200)))
    basis = random.choice(("interim_care_order", "interim_care_order", "accommodation", "emergency_protection_order"))
    home = separated + days(random.randint(60, 150)) if random.random() < 0.2 else None
    ends = home - days(1) if home else separated + days(random.randint(200, 330))
    path.status(basis, separated, separated + days(7) if basis.startswith("emergency") else ends)
    if basis.startswith("emergency"):
        path.status("interim_care_order", separated + days(8), ends)
    path.meeting("looked_after_review", working(separated, random.randint(15, 21)), working(separated, 20))
    for child, age in zip(life.children, life.removed, strict=True):
        separate(path, child, born + days(age), basis, home, never_home=age < 4)


def separate(path: Path, child: str, on: date, basis: str, home: date | None, *, never_home: bool = False) -> None:
    """Add a separation and, with ``home``, the return."""
    key = path.book.add(
        "separations",
        child=child,
        separated_on=on,
        basis=basis,
        carer="hospital" if basis == "neonatal_care" else path.random.choice(CARERS),
        never_went_home=never_home and home is None,
    )
    if home:
        path.book.add("returns", separation=key, returned_on=home, to_whom="Mother")


def _attendance(path: Path, meeting: str) -> None:
    """The workers of the case are asked and mostly come; the social worker stands by name."""
    for slot in ("midwife", "parent_worker"):
        if slot in path.life.keys:
            came = path.random.random() < 0.88
            path.book.add("attendance", meeting=meeting, worker=path.life.keys[slot], attended=came, apologies=not came)
    path.book.add("attendance", meeting=meeting, name="Social worker", attended=True)
