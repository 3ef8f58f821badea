"""Referrals, cases, consents and who held which role."""

from datetime import date
from random import Random

from year.book import Book
from year.days import between, days, working
from year.lives import Life
from year.names import MOTHERS, address, surname
from year.plan import Plan
from year.staff import COUNCIL, HEALTH_BOARD, Staff

REASONS = (
    "Young mother with little help at home.",
    "In care as a child; earlier child lives with relatives.",
    "Moved three times this year and has no stable home.",
    "Low mood since booking; partner away.",
    "Alcohol in the first weeks, now stopped and wants help.",
    "Police called to the home twice in the spring.",
    "Learning difficulty; asks for help with getting ready.",
)
NOT_TAKEN = (
    ("declined", "not_eligible", ""),
    ("declined", "no_consent", ""),
    ("declined", "out_of_area", ""),
    ("redirected", "Another service fits better", "Flying Start"),
    ("redirected", "Early help fits better", "Early Help Hub"),
)


def open_case(book: Book, life: Life, staff: Staff, random: Random) -> None:
    """Add the mother's case with its referral, consents and allocations, and some fathers' own."""
    life.keys["case"] = _case(book, life, life.keys["mother"], life.referred, life.opened)
    _referral(book, life, staff, random)
    _consent(book, life, "service", "given")
    _consent(book, life, "sharing", "given" if random.random() < 0.85 else "refused")
    _allocate(book, life, staff, random)
    if "father" in life.keys and random.random() < 0.06:
        _fathers_case(book, life, staff, random)


def _case(book: Book, life: Life, client: str, referred: date, opened: date) -> str:
    return book.add(
        "cases",
        family=life.keys["family"],
        client=client,
        pregnancy=life.keys["pregnancy"],
        referred_on=referred,
        opened_on=opened,
        complexity="complex" if life.social else "",
    )


def _referral(book: Book, life: Life, staff: Staff, random: Random) -> None:
    midwife = life.source == "community_midwife"
    person = book.tables["people"][int(life.keys["mother"][1:]) - 1]
    told = ("given_name", "family_name", "date_of_birth", "nhs_number", "address", "postcode", "phone", "language")
    book.add(
        "referrals",
        source=life.source,
        received_on=life.referred,
        referrer_agency=HEALTH_BOARD if midwife else COUNCIL,
        person=life.keys["mother"],
        case=life.keys["case"],
        due_date=None if life.concealed else life.due,
        due_date_source="" if life.concealed else "stated",
        babies=life.babies,
        booked_on=life.referred if midwife else None,
        concealed=life.concealed,
        born_on=life.born if life.concealed else None,
        born_first_reason="Concealed pregnancy" if life.concealed else "",
        reason=random.choice(REASONS),
        safety_asked=True,
        consent="given",
        decision="accepted",
        decided_on=life.opened,
        decided_by=staff.manager,
        **{name: person.get(name, "") for name in told},
    )


def _consent(book: Book, life: Life, kind: str, answer: str) -> None:
    book.add(
        "consents",
        case=life.keys["case"],
        person=life.keys["mother"],
        kind=kind,
        answer=answer,
        answered_on=life.opened,
    )


def _allocate(book: Book, life: Life, staff: Staff, random: Random) -> None:
    """Midwife soon after acceptance until the hand-over, parent worker by 20 weeks or so until closing."""
    taken = working(life.opened, random.choice((0, 1, 2, 2, 3, 4, 5, 9)))
    ends = life.born + days(random.randint(26, 40)) if life.born else life.closed
    if taken < life.closed:
        _hold(book, life, "midwife", staff, random, taken, min(max(ends, taken), life.closed))
    weeks = random.choice((14, 15, 16, 17, 18, 19, 19, 20, 22, 25))
    starts = max(life.opened + days(2), life.due - days(280 - 7 * weeks))
    if starts < life.closed - days(2):
        _hold(book, life, "parent_worker", staff, random, starts, life.closed)
    if life.born and life.survives and random.random() < 0.3:
        joins = max(life.born + days(20), life.opened + days(3))
        if joins < life.closed - days(30):
            _hold(book, life, "nursery_nurse", staff, random, joins, life.closed)


def _hold(book: Book, life: Life, slot: str, staff: Staff, random: Random, starts: date, ends: date) -> None:
    worker = staff.one(slot)
    key = book.add("allocations", case=life.keys["case"], slot=slot, worker=worker, starts=starts, ends=ends)
    life.keys |= {slot: worker, f"{slot}_from": starts.isoformat(), f"{slot}_to": ends.isoformat()}
    if slot == "parent_worker" and (ends - starts).days > 90 and random.random() < 0.15:
        away = between(random, starts + days(30), ends - days(40))
        other = random.choice([one for one in staff.keys[slot] if one != worker])
        book.add("covers", allocation=key, worker=other, starts=away, ends=away + days(13), reason="Annual leave")


def _fathers_case(book: Book, life: Life, staff: Staff, random: Random) -> None:
    """A father is a client in his own right: his own referral, consent and worker."""
    opened = life.opened + days(30)
    if opened > life.closed - days(60):
        return
    case = _case(book, life, life.keys["father"], opened - days(4), opened)
    person = book.tables["people"][int(life.keys["father"][1:]) - 1]
    book.add(
        "referrals",
        source="social_services",
        received_on=opened - days(4),
        client="partner",
        person=life.keys["father"],
        case=case,
        reason="Wants help as a father.",
        consent="given",
        decision="accepted",
        decided_on=opened,
        decided_by=staff.manager,
        **{name: person.get(name, "") for name in ("given_name", "family_name", "date_of_birth")},
    )
    book.add("consents", case=case, person=life.keys["father"], kind="service", answer="given", answered_on=opened)
    worker = staff.one("parent_worker")
    book.add("allocations", case=case, slot="parent_worker", worker=worker, starts=opened + days(2))
    life.keys["fathers_case"] = case


def turn_away(book: Book, plan: Plan, staff: Staff, random: Random) -> None:
    """Referrals that opened no case."""
    for number in range(plan.not_taken_on):
        received = between(random, plan.start, plan.end - days(10))
        kind, why, destination = random.choice(NOT_TAKEN)
        waiting = number == 0
        decided = working(received, random.randint(1, 6))
        book.add(
            "referrals",
            source=random.choice(("community_midwife", "health_visitor", "social_services", "self", "gp")),
            received_on=received,
            given_name=random.choice(MOTHERS),
            family_name=surname(random),
            due_date=received + days(random.randint(100, 200)),
            due_date_source="stated",
            reason=random.choice(REASONS),
            consent="given",
            decision="waiting" if waiting else kind,
            decided_on=decided,
            decided_by=staff.manager,
            decline_reason=why if kind == "declined" and not waiting else "",
            why="No capacity this month" if waiting else "" if kind == "declined" else why,
            review_on=decided + days(28) if waiting else None,
            destination="" if waiting else destination,
            acknowledged_on=working(decided, 3) if kind == "redirected" and not waiting else None,
            **address(random),
        )
