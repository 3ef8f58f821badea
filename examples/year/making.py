"""A year from its plan: the lives first, then every table."""

from random import Random

from year import staff as hiring
from year.arrivals import arrive, hand_over
from year.book import Book
from year.casework import open_case, turn_away
from year.contacts import visit
from year.ending import close
from year.exceptions import add_exceptions
from year.households import settle
from year.lives import draw
from year.names import NhsNumbers
from year.plan import Plan
from year.protection import go_through
from year.scores import score


def make(plan: Plan) -> Book:
    """Fill a book with the year of the plan."""
    random = Random(plan.seed)  # noqa: S311
    book, numbers = Book(), NhsNumbers(plan.start)
    staff = hiring.hire(book, random)
    lives = draw(plan, random)
    for life in sorted(lives, key=lambda life: (life.referred, life.number)):
        settle(book, life, numbers, random)
        open_case(book, life, staff, random)
        arrive(book, life, random)
        hand_over(book, life, random)
        go_through(book, life, staff, plan, random)
        visit(book, life, plan, random)
        score(book, life, random)
        close(book, life, staff, random)
    add_exceptions(book, lives, staff, plan, random)
    turn_away(book, plan, staff, random)
    book.add(
        "local_births",
        area=plan.area,
        year_starts=plan.start,
        births=plan.local_births,
        source="Illustration: the team's families are about 8 % of local births.",
    )
    return book
