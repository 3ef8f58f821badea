"""Fisher's exact test of a two by two table, in whole numbers until the last division."""

from math import comb

MOST_FOR_FISHER = 20_000
"""Of more than so many together the test is not made: its numbers grow beyond use, and the interval says enough."""


def fisher_exact(first: tuple[int, int], second: tuple[int, int]) -> float | None:
    """Two-sided P of two independent shares, each (n, N): all tables with the same margins that are no likelier.

    Fisher (1922), with the sum of the least likely tables as R and SciPy take it. None where either N is 0.
    ValueError unless 0 ≤ n ≤ N.
    """
    for n, of in (first, second):
        if not 0 <= n <= of:
            raise ValueError(f"{n} of {of} is not a share.")
    if not first[1] or not second[1]:
        return None
    happened, everybody = first[0] + second[0], first[1] + second[1]
    lowest, highest = max(0, happened - second[1]), min(happened, first[1])
    ways = [comb(first[1], k) * comb(second[1], happened - k) for k in range(lowest, highest + 1)]
    seen = ways[first[0] - lowest]
    return sum(one for one in ways if one <= seen) / comb(everybody, happened)


def is_small(first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Whether a cell is expected to hold fewer than five (Cochran 1954): then the exact test is the one to read."""
    everybody = first[1] + second[1]
    happened = first[0] + second[0]
    least = min(first[1], second[1]) * min(happened, everybody - happened)
    return least < 5 * everybody
