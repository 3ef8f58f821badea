#!/usr/bin/env python3
"""Makes a year of a team's spreadsheets about invented people. Needs only Python's standard library.

  python3 examples/make_year.py                                    the Swansea year 2021-22
  python3 examples/make_year.py --seed 7 --year 2022-23 --out DIR  another year, drawn at random
  python3 examples/make_year.py --seed 7 --families 2000 --out DIR the same, for so many families

The same arguments give the same bytes.
"""

import argparse
from pathlib import Path

from year.making import make
from year.plan import SWANSEA, drawn

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Read the arguments and write the files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, help="draw a year at random from this number")
    parser.add_argument("--year", default="2022-23", help="the year to draw, such as 2022-23")
    parser.add_argument("--families", type=int, help="how many families the drawn year has")
    parser.add_argument("--out", type=Path, help="directory to write to")
    given = parser.parse_args()
    plan = SWANSEA if given.seed is None else drawn(given.seed, given.year, given.families)
    directory = given.out or HERE / plan.name
    for name, count in make(plan).write(directory).items():
        print(f"{name}: {count}")


if __name__ == "__main__":
    main()
