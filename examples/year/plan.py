"""How many of what a year has. The rows are drawn to these numbers; no figure is written anywhere."""

from dataclasses import dataclass
from datetime import date
from random import Random


@dataclass(frozen=True)
class Plan:
    """``families`` are open on some day of the year; ``neighbours`` closed before or opened after it.

    ``removed_ages`` are the ages in days of the babies first separated within the year and within
    their first.
    """

    name: str
    seed: int
    start: date
    end: date
    families: int
    opened_before: int
    from_community_midwives: int
    open_to_social_services: int
    removed_ages: tuple[int, ...]
    not_taken_on: int
    neighbours: int
    local_births: int
    area: str = "Sampl"

    @property
    def until(self) -> date:
        """The day of the export: long after the year, so that every case has come to its end."""
        return date(self.end.year + 2, 9, 30)


# Swansea's written evidence: 220 families, 90 % of referrals from community midwives, 104 open to
# social services, 15 babies removed at birth or in the first year, about 8 % of local births.
SWANSEA = Plan(
    name="swansea-2021-22",
    seed=2021,
    start=date(2021, 4, 1),
    end=date(2022, 3, 31),
    families=220,
    opened_before=92,
    from_community_midwives=198,
    open_to_social_services=104,
    removed_ages=(0, 0, 0, 1, 1, 2, 3, 6, 8, 11, 16, 45, 120, 233, 364),
    not_taken_on=34,
    neighbours=16,
    local_births=2750,
    area="Swansea",
)


def drawn(seed: int, year: str, families: int | None = None) -> Plan:
    """A plan drawn at random, for so many families if a number is given.

    Raises ValueError for a year that is not written as ``2022-23``.
    """
    first, _dash, second = year.partition("-")
    if not (first.isdigit() and len(first) == 4 and second == f"{(int(first) + 1) % 100:02}"):
        raise ValueError(f"{year} is not a year such as 2022-23")
    random = Random(f"{seed} {year}")  # noqa: S311
    any_number = random.randint(90, 260)
    families = families or any_number
    social = round(families * random.uniform(0.35, 0.55))
    removed = round(families * random.uniform(0.03, 0.09))
    return Plan(
        name=f"year-{year}-{seed}",
        seed=seed,
        start=date(int(first), 4, 1),
        end=date(int(first) + 1, 3, 31),
        families=families,
        opened_before=round(families * random.uniform(0.3, 0.5)),
        from_community_midwives=round(families * random.uniform(0.8, 0.95)),
        open_to_social_services=max(social, removed + 5),
        removed_ages=tuple(random.choice((0, 0, 1, 2, 5, 9, 13, 14, 60, 200, 364)) for _ in range(removed)),
        not_taken_on=random.randint(10, 50),
        neighbours=random.randint(4, 20),
        local_births=families * random.randint(10, 14),
    )
