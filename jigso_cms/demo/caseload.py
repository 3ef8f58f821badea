"""The living caseload as sheets: each story told in dates around today."""

from datetime import date, datetime, time, timedelta

from attrs import frozen

from families.gestation import TERM_DAYS, Gestation
from families.nhs_numbers import synthetic
from jigso_cms.demo import protection
from jigso_cms.demo.book import Book
from jigso_cms.demo.days import office_day
from jigso_cms.demo.people import ACCOUNTS, COLLEAGUES, EXCLUDED, MANAGER, STAYING, Account
from jigso_cms.demo.stories import STORIES, Story

DOMAINS = ("daily_care", "safety", "bond", "learning", "health", "feelings", "people_around_us", "home_and_money")
APART = {"register": 3}
"""Days between two visits, where it is not a week or two."""
TOPICS = ("attachment", "parenting_programme; housing", "gro_brain", "parenting_programme; benefits", "aces")
NOTES = (
    "Seen at home. She is well and has made a list of what is still needed.",
    "We went through the plan for the next weeks. Feels ready for some of it.",
    "A hard week: the landlord came again. Rang housing together.",
    "Talked about feeding and sleep. Her mother joined us.",
)


@frozen
class Told:
    """A story with its days worked out."""

    story: Story
    number: int
    today: date
    due: date
    born: date | None
    referred: date
    opened: date


def tell(today: date) -> Book:
    """Every story, as sheets."""
    book = Book()
    for account in (*ACCOUNTS, *COLLEAGUES):
        if account.profession and account.team != STAYING:
            worker(book, account)
    for number, story in enumerate(STORIES):
        _family(book, _dated(story, number, today))
    return book


def _dated(story: Story, number: int, today: date) -> Told:
    born = None if story.age is None else today - timedelta(days=story.age)
    gestation = Gestation.parse(story.weeks).days if story.weeks else 0
    due = born + timedelta(days=4) if born else today + timedelta(days=TERM_DAYS - gestation)
    at_booking = due - timedelta(days=TERM_DAYS - 84)
    opened = at_booking + timedelta(days=4) if story.opened is None else today - timedelta(days=story.opened)
    referred = at_booking if story.opened is None else opened - timedelta(days=3)
    return Told(story, number, today, due, born, referred, opened)


def worker(book: Book, account: Account) -> None:
    """Somebody who works on cases, since the team began."""
    book.add(
        "workers", account.email, email=account.email, name=account.name, profession=account.profession,
        starts=date(2019, 4, 1), role=account.role.value,
    )  # fmt: skip


def _family(book: Book, told: Told) -> None:
    story, key = told.story, told.story.key
    book.add("families", key, name=story.name, known_from=told.referred, parents_kept_apart=story.apart)
    _person(book, told, "mother", story.mother, story.name)
    if story.partner:
        _person(book, told, "father", story.partner, "Ffugenw")
    _pregnancy(book, told)
    book.add(
        "cases", key, family=key, client=f"{key} mother", pregnancy=key, referred_on=told.referred,
        opened_on=told.opened, complexity="complex" if story.social else "",
    )  # fmt: skip
    _referral(book, told)
    _allocations(book, told)
    _births(book, told)
    _visits(book, told)
    _scores(book, told)
    protection.tell(book, told)
    if story.apart:
        _fathers_case(book, told)
    if story.closed is not None:
        _closure(book, told)


def _person(book: Book, told: Told, relation: str, given: str, family: str) -> None:
    key, number = told.story.key, told.number
    mother = relation == "mother"
    together = mother or not told.story.apart
    older = 0 if mother else 2 + number % 3
    born = date(told.today.year - 19 - number * 7 % 17 - older, (number * 5 + older) % 12 + 1, number * 3 % 27 + 1)
    person = book.add(
        "people", f"{key} {relation}", given_name=given, family_name=family, date_of_birth=born,
        nhs_number=synthetic(number * 2 + (0 if mother else 1)), language=told.story.language,
        interpreter="no", care_leaver=("no", "no", "yes", "not asked")[number % 4], known_from=told.referred,
        address=f"{number + 3} {'Heol Prawf' if together else 'Clos Dychmyg'}", postcode=f"SA{number % 7 + 1} 1AA",
        phone=f"07700 900{number:03}" if mother else "", phone_safe=("yes", "yes", "unknown", "no")[number % 4],
    )  # fmt: skip
    book.add("members", person, family=key, person=person, relation=relation, starts=told.referred,
             in_household=together)  # fmt: skip
    if mother and told.story.previous_name:
        book.add("other_names", person, person=person, kind="previous", given_name=given,
                 family_name=told.story.previous_name, starts=date(2016, 1, 1), ends=date(2022, 6, 30))  # fmt: skip


def _pregnancy(book: Book, told: Told) -> None:
    story, key = told.story, told.story.key
    book.add(
        "pregnancies", key, family=key, mother=f"{key} mother", concealed=story.concealed,
        booked_on=None if story.concealed else min(told.referred, told.due - timedelta(days=190)),
        late_booking_reason="Nobody knew of the pregnancy" if story.concealed else "",
    )  # fmt: skip
    for order in range(1, story.babies + 1):
        book.add("children", f"{key} {order}", pregnancy=key, birth_order=order, known_from=told.referred)
    if not story.concealed:
        scanned = min(told.referred, told.due - timedelta(days=190))
        book.add(
            "due_dates", key, pregnancy=key, method="scan", basis_on=scanned, agreed_on=scanned,
            gestation=str(Gestation(TERM_DAYS - (told.due - scanned).days)),
        )  # fmt: skip


def _referral(book: Book, told: Told) -> None:
    story, key = told.story, told.story.key
    book.add(
        "referrals", key, source="hospital" if story.concealed else "community_midwife", received_on=told.referred,
        person=f"{key} mother", case=key, given_name=story.mother, family_name=story.name, babies=story.babies,
        due_date=None if story.concealed else told.due, due_date_source="" if story.concealed else "scan",
        concealed=story.concealed, born_on=told.born if story.concealed else None,
        born_first_reason="Concealed pregnancy" if story.concealed else "", safety_asked=True, consent="given",
        reason="Asks for help with getting ready.", decision="accepted", decided_on=told.opened,
        decided_by=MANAGER.email,
    )  # fmt: skip
    book.add("consents", key, case=key, person=f"{key} mother", kind="service", answer="given",
             answered_on=told.opened)  # fmt: skip


def _allocations(book: Book, told: Told) -> None:
    story, key = told.story, told.story.key
    starts = {"midwife": told.opened + timedelta(days=1)}
    starts["parent_worker"] = _parent_worker_from(told)
    starts["nursery_nurse"] = starts["parent_worker"] + timedelta(days=14)
    for slot, first in starts.items():
        worker: Account | None = getattr(story, slot)
        if worker and first <= told.today:
            book.add("allocations", f"{key} {slot}", case=key, slot=slot, worker=worker.email, starts=first,
                     ends=_end(told, slot))  # fmt: skip


def _end(told: Told, slot: str) -> date | None:
    """The midwife's work ends with the hand-over, where it was made."""
    handed = told.born + timedelta(days=28) if told.born and (told.story.age or 0) > 50 else None
    return handed if slot == "midwife" else None


def _births(book: Book, told: Told) -> None:
    story, key = told.story, told.story.key
    if told.born is None:
        return
    for order in range(1, story.babies + 1):
        book.add(
            "births", f"{key} {order}", child=f"{key} {order}", born_on=told.born, born_at="04:20", weight=3150,
            place="Ysbyty Sampl", given_name=("Cadi", "Elis", "Haf", "Osian")[told.number % 4],
            family_name=story.name, before_referral_reason="Concealed pregnancy" if story.concealed else "",
        )  # fmt: skip
    done = told.born + timedelta(days=28)
    if (story.age or 0) > 50 and story.midwife:
        book.add("hand_overs", key, case=key, child=f"{key} 1", slot="midwife", done_on=done, to="Health visitor")


def _visits(book: Book, told: Told) -> None:
    """The last visits, a week or two apart, the newest a few days ago."""
    story, key = told.story, told.story.key
    visitor = story.midwife if (story.age or 0) < 29 and story.midwife else story.parent_worker
    if visitor is None:
        return
    for turn, day in enumerate(_days_seen(told)):
        who = visitor if turn < story.seen else story.midwife or visitor
        book.add(
            "visits", f"{key} {turn}", outcome="done", happened_at=at(day, 10 + turn % 5), minutes=60, place="home",
            planned_for=at(day, 10 + turn % 5), workers=who.email, cases=key, seen=f"{key} mother",
            children_seen=f"{key} 1" if told.born and told.born < day else "", concern="none",
            language=story.language, topics=TOPICS[(told.number + turn) % len(TOPICS)],
            miles=(told.number * 3 + turn * 2) % 11 + 1.5,
            note=NOTES[(told.number + turn) % len(NOTES)],
        )  # fmt: skip


def _days_seen(told: Told) -> list[date]:
    """The newest first; before those that are told, the first meeting, mostly within its ten working days."""
    story, days = told.story, []
    last = told.today - timedelta(days=2 + told.number % 6 + (story.closed or 0))
    for turn in range(story.seen):
        told_day = last - timedelta(days=turn * APART.get(story.social, 9 if story.social else 13))
        day = max(office_day(told_day), min(told_day, told.opened + timedelta(days=2)))
        if day <= told.opened + timedelta(days=1):
            break
        days.append(day)
    met = office_day(_first_worker(told) + timedelta(days=4 + told.number * 5 % 14))
    if days and len(days) == story.seen and told.opened + timedelta(days=1) < met < days[-1] - timedelta(days=3):
        days.append(met)
    return days


def _first_worker(told: Told) -> date:
    """The day from which somebody is there to visit."""
    return told.opened + timedelta(days=1) if told.story.midwife else _parent_worker_from(told)


def _parent_worker_from(told: Told) -> date:
    return max(told.opened + timedelta(days=1), told.due - timedelta(days=TERM_DAYS - 7 * 18))


def _scores(book: Book, told: Told) -> None:
    story = told.story
    on = _parent_worker_from(told) + timedelta(days=20)
    if not story.scores or story.parent_worker is None or on > told.today:
        return
    _reading(book, told, "start", on, 4)
    if story.key in ("closing", "closed", "moving-away"):
        ends = told.today - timedelta(days=16)
        _reading(book, told, "interim", on + (ends - on) / 2, 5)
        _reading(book, told, "end", ends, 7)


def _reading(book: Book, told: Told, point: str, on: date, level: int) -> None:
    key = told.story.key
    for respondent, tilt in (("worker", 0), ("parent", 1)):
        scores = {name: level + (told.number + place) % 3 - 1 + tilt for place, name in enumerate(DOMAINS)}
        book.add(
            "assessments", f"{key} {point} {respondent}", case=key, tool="jig-so-ten-point 1", point=point,
            respondent=respondent, assessed_on=on, **scores,
        )  # fmt: skip


def _fathers_case(book: Book, told: Told) -> None:
    """The father is a client in his own right, with a worker whom the mother's side does not see."""
    key, opened = f"{told.story.key} father", told.today - timedelta(days=40)
    born = told.born or opened
    book.add("cases", key, family=told.story.key, client=key, pregnancy=told.story.key, referred_on=opened,
             opened_on=opened)  # fmt: skip
    book.add("allocations", key, case=key, slot="parent_worker", worker=EXCLUDED.email, starts=opened)
    book.add("consents", key, case=key, person=key, kind="service", answer="given", answered_on=opened)
    book.add("hand_overs", key, case=key, child=f"{told.story.key} 1", slot="midwife",
             done_on=max(opened, born + timedelta(days=28)), to="Health visitor")  # fmt: skip
    for turn, ago in enumerate((32, 18, 4)):
        when = at(office_day(told.today - timedelta(days=ago)), 16)
        book.add("visits", f"{key} {turn}", outcome="done", happened_at=when, minutes=50, place="family_hub",
                 planned_for=when, workers=EXCLUDED.email, cases=key, seen=key, concern="none",
                 topics="parenting_programme", note="Came on time. We practised the evening routine.")  # fmt: skip


def _closure(book: Book, told: Told) -> None:
    key, signed = told.story.key, told.today - timedelta(days=told.story.closed or 0)
    book.add(
        "closures", key, case=key, reason="goals_met", asked_on=signed - timedelta(days=3),
        asked_by=told.story.parent_worker.email if told.story.parent_worker else "", signed_on=signed,
        signed_by=MANAGER.email, note="Settled at home; the nursery has a place from spring.",
    )  # fmt: skip


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A time of a day, as it is written in a sheet."""
    return datetime.combine(day, time(hour, minute))
