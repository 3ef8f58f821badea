"""Who the people are: mother, partner, brothers and sisters, the pregnancy and its babies."""

from datetime import date
from random import Random

from year.book import Book
from year.days import between, days
from year.lives import Life
from year.names import FATHERS, MOTHERS, NhsNumbers, address, surname

QUESTIONS = {
    "disability": ("yes", "no", "no", "no", "no"),
    "ethnicity": ("white", "white", "white", "white", "mixed", "asian", "black", "other"),
    "religion": ("none", "none", "none", "christian", "christian", "muslim", "hindu"),
    "orientation": ("heterosexual", "heterosexual", "heterosexual", "bisexual", "gay_or_lesbian"),
    "welsh_speaking": ("yes", "a_little", "no", "no", "no"),
}
SILENCES = ("prefer not to say", "not asked")


def settle(book: Book, life: Life, numbers: NhsNumbers, random: Random) -> None:
    """Add the people of a family, their places in it, the pregnancy and its babies."""
    name = surname(random)
    mother = _mother(book, life, name, numbers, random)
    family = book.add("families", name=name, known_from=life.referred, parents_kept_apart=random.random() < 0.02)
    life.keys |= {"mother": mother, "family": family, "name": name}
    _place(book, life, mother, "mother")
    if random.random() < 0.55:
        _partner(book, life, random)
    for _ in range(random.choice((0, 0, 0, 1, 1, 2))):
        _sibling(book, life, random)
    _pregnancy(book, life, random)


def _mother(book: Book, life: Life, name: str, numbers: NhsNumbers, random: Random) -> str:
    age = min(43, max(15, round(random.gauss(22, 4.5))))
    person = book.add(
        "people",
        given_name=random.choice(MOTHERS),
        family_name=name,
        date_of_birth=between(random, _years_before(life.referred, age), _years_before(life.referred, age) + days(300)),
        nhs_number=numbers.next(),
        nhs_verified=random.random() < 0.8,
        language=random.choice(("en", "en", "en", "en", "en", "cy", "cy", "pl", "")),
        interpreter="yes" if random.random() < 0.03 else "no",
        care_leaver=random.choice(("yes", "no", "no", "no", "no", "no", "prefer not to say", "not asked")),
        known_from=life.referred,
        phone=f"07700 900{random.randint(0, 999):03}",  # numbers that Ofcom keeps for fiction
        phone_safe=random.choice(("yes", "yes", "yes", "yes", "no", "unknown")),
        **address(random),
    )
    _monitoring(book, life, person, random)
    if random.random() < 0.08:
        _other_name(book, life, person, random)
    return person


def _other_name(book: Book, life: Life, person: str, random: Random) -> None:
    married = life.referred - days(random.randint(300, 1500))
    kind = random.choice(("previous", "previous", "alias"))
    book.add(
        "other_names",
        person=person,
        kind=kind,
        given_name=book.tables["people"][-1]["given_name"],
        family_name=surname(random),
        starts=married - days(3000),
        ends=married if kind == "previous" else None,
    )


def _monitoring(book: Book, life: Life, person: str, random: Random) -> None:
    for question, answers in QUESTIONS.items():
        if random.random() < 0.9:
            answer = random.choice(SILENCES) if random.random() < 0.12 else random.choice(answers)
            book.add("monitoring", person=person, question=question, answer=answer, recorded_on=life.opened)


def _partner(book: Book, life: Life, random: Random) -> None:
    person = book.add(
        "people",
        given_name=random.choice(FATHERS),
        family_name=surname(random),
        date_of_birth=_years_before(life.referred, random.randint(17, 44)),
        language=random.choice(("en", "en", "en", "cy", "")),
        known_from=life.referred,
    )
    life.keys["father"] = person
    _place(book, life, person, random.choice(("father", "father", "father", "partner")), random.random() < 0.7)


def _sibling(book: Book, life: Life, random: Random) -> None:
    person = book.add(
        "people",
        given_name=random.choice(MOTHERS + FATHERS),
        family_name=life.keys["name"],
        date_of_birth=life.due - days(random.randint(420, 3500)),
        known_from=life.referred,
    )
    life.keys.setdefault("sibling", person)
    _place(book, life, person, "sibling")


def _place(book: Book, life: Life, person: str, relation: str, in_household: bool = True) -> None:
    book.add(
        "members",
        family=life.keys["family"],
        person=person,
        relation=relation,
        in_household=in_household,
        starts=life.referred,
    )


def _pregnancy(book: Book, life: Life, random: Random) -> None:
    booked = life.referred if life.source == "community_midwife" else min(life.referred, life.due - days(190))
    pregnancy = book.add(
        "pregnancies",
        family=life.keys["family"],
        mother=life.keys["mother"],
        booked_on=None if life.concealed else booked,
        late_booking_reason="Nobody knew of the pregnancy" if life.concealed else "",
        concealed=life.concealed,
    )
    life.keys["pregnancy"] = pregnancy
    for order in range(1, life.babies + 1):
        child = book.add("children", pregnancy=pregnancy, birth_order=order, known_from=life.referred)
        life.children.append(child)
    if not life.concealed:
        _due_dates(book, life, booked, random)


def _due_dates(book: Book, life: Life, booked: date, random: Random) -> None:
    """By the last period at booking, then by the dating scan, which agrees with ``life.due``."""
    pregnancy = life.keys["pregnancy"]
    period = life.due - days(280) + days(random.choice((-6, -3, 0, 0, 0, 2, 5)))
    book.add("due_dates", pregnancy=pregnancy, method="lmp", basis_on=period, agreed_on=booked)
    scanned = booked + days(random.choice((0, 0, 0, 2, 6)))
    gestation = 280 - (life.due - scanned).days
    book.add(
        "due_dates",
        pregnancy=pregnancy,
        method="scan",
        basis_on=scanned,
        gestation=f"{gestation // 7}+{gestation % 7}",
        agreed_on=scanned,
    )


def _years_before(day: date, years: int) -> date:
    return day - days(years * 365.25 + 5)
