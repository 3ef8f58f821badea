"""A table of months by outcomes, its totals and its shares. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from attrs import field, frozen

from reporting.figures import percentage_of


@frozen
class Column:
    """One outcome; those of one ``group`` are counted together in a share."""

    key: str
    label: str
    group: str = ""


@frozen
class Share:
    """What share of the total is worth a percentage: the columns of these groups."""

    key: str
    label: str
    groups: tuple[str, ...]


@frozen
class Part:
    """A share of one month or of all: n, N, and the percentage with one decimal, empty where N is 0."""

    share: Share
    numerator: int
    denominator: int

    @property
    def percent(self) -> str:
        return percentage_of(self.numerator, self.denominator)


@frozen(kw_only=True)
class Table:
    """``counts`` are by first day of the month and key of the column; what is not there is 0."""

    service: str
    slug: str
    measure: str
    first: date
    last: date
    columns: tuple[Column, ...]
    shares: tuple[Share, ...]
    counts: Mapping[tuple[date, str], int] = field(hash=False)

    @property
    def months(self) -> tuple[date, ...]:
        """The first day of every month that the period touches."""
        return tuple(months_between(self.first, self.last))

    def count(self, month: date | None = None, column: str | None = None) -> int:
        """One cell; without a month or a column the total over all of them."""
        if month and column:
            return self.counts.get((month, column), 0)
        return sum(
            number for (on, key), number in self.counts.items()
            if (month is None or on == month) and (column is None or key == column)
        )  # fmt: skip

    @property
    def total(self) -> int:
        return self.count()

    def part(self, share: Share, month: date | None = None) -> Part:
        """One share of a month, or of the whole period."""
        keys = [one.key for one in self.columns if one.group in share.groups]
        return Part(share, sum(self.count(month, key) for key in keys), self.count(month))

    def parts(self, month: date | None = None) -> tuple[Part, ...]:
        """Every share of a month, or of the whole period."""
        return tuple(self.part(one, month) for one in self.shares)

    def days_of(self, month: date) -> tuple[date, date]:
        """The first and last day of the month that lie in the period."""
        return max(self.first, month), min(self.last, last_of(month))

    def is_whole(self, month: date) -> bool:
        """Whether all days of the month lie in the period."""
        return self.days_of(month) == (month, last_of(month))


def months_between(first: date, last: date) -> Iterator[date]:
    """The first days of the months from that of ``first`` to that of ``last``."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = last_of(month) + timedelta(days=1)


def last_of(month: date) -> date:
    """The last day of a month."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
