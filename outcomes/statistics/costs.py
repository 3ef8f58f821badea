"""Cost avoided: a reconstruction that is only as good as its counterfactual, so every part has a name."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from attrs import frozen


@frozen(kw_only=True)
class CostAvoided:
    """``max(0, expected − actual) × unit cost − programme cost``, amounts in whole pounds.

    ``expected`` is the counterfactual: how many would have been removed without the service. ``net``
    may be negative. ``break_even`` is how many removals must be avoided to pay for the programme.
    """

    expected: int
    actual: int
    avoided: int
    unit_cost: int
    gross: int
    programme_cost: int
    net: int
    break_even: Decimal
    break_even_whole: int

    @property
    def parts(self) -> tuple[tuple[str, int | Decimal], ...]:
        """The sum line by line, in the order in which it is worked out."""
        names = (
            "expected", "actual", "avoided", "unit_cost", "gross", "programme_cost", "net", "break_even",
            "break_even_whole",
        )  # fmt: skip
        return tuple((name, getattr(self, name)) for name in names)


def cost_avoided(*, expected: int, actual: int, unit_cost: int, programme_cost: int) -> CostAvoided:
    """Work the reconstruction out. ValueError for negative counts or costs, or a unit cost of 0."""
    if min(expected, actual, programme_cost) < 0 or unit_cost <= 0:
        raise ValueError("Counts and costs cannot be negative, and a unit cost must be more than 0.")
    avoided = max(0, expected - actual)
    gross = avoided * unit_cost
    exact = Decimal(programme_cost) / unit_cost
    return CostAvoided(
        expected=expected,
        actual=actual,
        avoided=avoided,
        unit_cost=unit_cost,
        gross=gross,
        programme_cost=programme_cost,
        net=gross - programme_cost,
        break_even=exact.quantize(Decimal("0.1"), ROUND_HALF_UP),
        break_even_whole=-(-programme_cost // unit_cost),
    )


def sensitivity(
    expected: Iterable[int], *, actual: int, unit_cost: int, programme_cost: int
) -> tuple[CostAvoided, ...]:
    """The same sum for several counterfactuals, lowest first."""
    return tuple(
        cost_avoided(expected=one, actual=actual, unit_cost=unit_cost, programme_cost=programme_cost)
        for one in sorted(set(expected))
    )
