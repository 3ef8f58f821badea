"""Births, losses and the midwife's hand-over."""

from random import Random

from year.book import Book
from year.days import days, weekday
from year.lives import Life
from year.names import BABIES


def arrive(book: Book, life: Life, random: Random) -> None:
    """Add what became of each baby."""
    *first, last = life.children
    for child in first:
        _birth(book, life, child, random)
    if life.loss in ("", "neonatal_death"):
        _birth(book, life, last, random)
    if life.loss:
        book.add("losses", child=last, kind=life.loss, lost_on=life.lost_on)


def living(life: Life) -> list[str]:
    """The babies who were born and live on."""
    if life.born is None:
        return []
    return life.children[:-1] if life.loss else life.children


def _birth(book: Book, life: Life, child: str, random: Random) -> None:
    if life.born is None:
        return
    early = max(0, (life.due - life.born).days - 14)
    father = life.keys.get("father")
    fathers_name = book.tables["people"][int(father[1:]) - 1]["family_name"] if father else ""
    book.add(
        "births",
        child=child,
        born_on=life.born,
        born_at=f"{random.randint(0, 23):02}:{random.randint(0, 59):02}",
        weight=max(700, round(random.gauss(3300, 420) - early * 28 - 500 * (life.babies - 1))),
        place=random.choice(("Ysbyty Sampl", "Ysbyty Sampl", "Ysbyty Sampl", "Home")),
        given_name=random.choice(BABIES),
        family_name=fathers_name if fathers_name and random.random() < 0.4 else life.keys["name"],
        before_referral_reason="Concealed pregnancy" if life.concealed else "",
    )


def hand_over(book: Book, life: Life, random: Random) -> None:
    """The midwife hands over to the health visitor about day 28, mostly in time and mostly recorded."""
    if life.born is None:
        return
    for child in living(life):
        done = weekday(life.born + days(random.choice((24, 25, 26, 27, 28, 28, 31, 36))))
        if life.opened < done <= life.closed and random.random() < 0.92:
            book.add(
                "hand_overs",
                case=life.keys["case"],
                child=child,
                slot="midwife",
                done_on=done,
                to="Health visitor",
            )
