"""What happens to each family and when: the dates that everything else hangs on."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

from year.days import between, days, weekday, working
from year.plan import Plan

OTHER_SOURCES = ("social_services", "health_visitor", "hospital", "gp", "leaving_care", "mental_health", "self")


@dataclass
class Life:
    """One family's story. ``loss`` is a kind of loss of the last baby; ``separated`` an age in days."""

    number: int
    due: date
    referred: date
    opened: date
    closed: date
    source: str = "community_midwife"
    babies: int = 1
    born: date | None = None
    loss: str = ""
    lost_on: date | None = None
    concealed: bool = False
    social: bool = False
    removed: tuple[int, ...] = ()
    window: tuple[date, date] | None = None
    keys: dict[str, str] = field(default_factory=dict)
    children: list[str] = field(default_factory=list)

    @property
    def survives(self) -> bool:
        """Whether a baby of this pregnancy lives on."""
        return not self.loss or self.babies > 1


def draw(plan: Plan, random: Random) -> list[Life]:
    """The families of the year and its neighbours. The numbers of the plan are kept exactly."""
    lives = _of_the_year(plan, random)
    for life in lives:
        life.window = (max(life.opened, plan.start), min(life.closed, plan.end))
    removed = _removed(plan, random, len(lives))
    lives += removed
    _sources(lives, plan, random)
    _social(lives, plan, random)
    _rarities([life for life in lives if not life.removed and life.opened >= plan.start], random)
    lives += _neighbours(plan, random, len(lives))
    random.shuffle(lives)
    return lives


def _of_the_year(plan: Plan, random: Random) -> list[Life]:
    """Families without a removal in the year: so many opened before it, the others within."""
    removed = len(_pairs(plan.removed_ages))
    before, within = plan.opened_before, plan.families - plan.opened_before - removed
    openings = [between(random, plan.start - days(400), plan.start - days(3)) for _ in range(before)]
    openings += [between(random, plan.start + days(2), plan.end - days(1)) for _ in range(within)]
    return [_life(number, opened, plan, random) for number, opened in enumerate(openings)]


def _life(number: int, opened: date, plan: Plan, random: Random) -> Life:
    """A life from the day of acceptance: booked about 12 weeks, closed within the second year."""
    opened = weekday(opened)
    if opened > plan.end:
        opened = weekday(plan.end - days(6))
    referred = working(opened, 0) - days(random.randint(1, 6))
    due = referred + days(280 - random.randint(77, 97))
    born = due + days(_offset(random))
    longest = min(born + days(725), plan.until)
    closed = weekday(between(random, max(plan.start + days(4), opened + days(60)), longest - days(3)))
    return Life(number, due, referred, opened, min(closed, longest), born=born)


def _offset(random: Random) -> int:
    """Days between the due date and the birth."""
    if random.random() < 0.07:
        return -random.randint(25, 70)
    return max(-20, min(13, round(random.gauss(-2, 7))))


def _pairs(ages: tuple[int, ...]) -> list[tuple[int, ...]]:
    """The removed babies by family: the two of the first equal ages are twins, the others alone."""
    if len(ages) >= 2 and ages[0] == ages[1]:
        return [ages[:2], *((age,) for age in ages[2:])]
    return [(age,) for age in ages]


def _removed(plan: Plan, random: Random, first: int) -> list[Life]:
    """Lives told backwards from a separation within the year."""
    lives = []
    for number, ages in enumerate(_pairs(plan.removed_ages), start=first):
        separated = between(random, plan.start + days(6), plan.end - days(6))
        born = separated - days(ages[0])
        due = born + days(-_offset(random))
        referred = weekday(due - days(random.randint(185, 201)))
        opened = working(referred, random.randint(1, 4))
        closed = weekday(separated + days(random.randint(40, 200)))
        window = (max(separated, plan.start), min(closed, plan.end))
        lives.append(Life(number, due, referred, opened, closed, born=born, babies=len(ages), removed=ages,
                          window=window))  # fmt: skip
    return lives


def _sources(lives: list[Life], plan: Plan, random: Random) -> None:
    """Those who were not referred by a community midwife at booking came otherwise, and mostly later."""
    others = random.sample([life for life in lives if not life.removed], plan.families - plan.from_community_midwives)
    for place, life in enumerate(others):
        life.source = OTHER_SOURCES[place % len(OTHER_SOURCES)]
        later = random.choice((0, 14, 49, 90, 120))
        life.due -= days(later)
        life.born = life.born and life.born - days(later)
        if place % 8 == 3:
            life.concealed, life.source = True, "hospital"
            life.born = life.referred - days(random.randint(1, 5))
            life.due = life.born + days(random.randint(-5, 12))
        if life.born:
            life.closed = max(life.opened, min(life.closed, life.born + days(725)))


def _social(lives: list[Life], plan: Plan, random: Random) -> None:
    for life in lives:
        life.social = bool(life.removed)
    quiet = [life for life in lives if not life.removed]
    wanted = plan.open_to_social_services - (len(lives) - len(quiet))
    for life in random.sample(quiet, wanted):
        life.social = True


def _rarities(lives: list[Life], random: Random) -> None:
    """Twins and losses, among families whose baby is still to come."""
    coming = [life for life in lives if life.source == "community_midwife"]
    chosen = random.sample(coming, min(len(coming), 13))
    for life in chosen[:6]:
        life.babies = 2
        life.born = life.due - days(random.randint(14, 30))
    for life, loss in zip(chosen[5:], ("stillbirth", "miscarriage", "miscarriage", "stillbirth", "termination",
                                       "neonatal_death"), strict=False):  # fmt: skip
        _lose(life, loss, random)


def _lose(life: Life, loss: str, random: Random) -> None:
    """A twin's loss leaves the other; otherwise the case closes soon after."""
    life.loss = loss
    weeks = {"miscarriage": (16, 21), "termination": (15, 20), "stillbirth": (26, 37)}.get(loss)
    if loss == "neonatal_death":
        life.lost_on = life.born and life.born + days(random.randint(1, 9))
    elif life.babies > 1:
        life.lost_on = life.born
    elif weeks:
        wanted = life.due - days(280 - 7 * random.randint(*weeks))
        life.lost_on, life.born = max(wanted, life.opened + days(5)), None
    if life.babies == 1 and life.lost_on:
        life.closed = weekday(life.lost_on + days(random.randint(28, 60)))


def _neighbours(plan: Plan, random: Random, first: int) -> list[Life]:
    """Families closed before the year or opened after it: they are counted in other years."""
    lives = []
    for number in range(first, first + plan.neighbours):
        if number % 2:
            opened = between(random, plan.start - days(420), plan.start - days(200))
            life = _life(number, opened, plan, random)
            life.closed = weekday(between(random, opened + days(80), plan.start - days(9)))
        else:
            life = _life(number, plan.start, plan, random)
            _move(life, weekday(plan.end + days(random.randint(3, 50))) - life.opened)
            life.closed = min(weekday(life.opened + days(random.randint(200, 500))), plan.until)
        life.social = number % 3 == 0
        life.window = (life.opened, life.closed)
        lives.append(life)
    return lives


def _move(life: Life, by: object) -> None:
    for name in ("due", "referred", "opened", "closed", "born"):
        setattr(life, name, getattr(life, name) + by)
