"""Another service: a small caseload of its own, and a case that it took over from the first one."""

from datetime import date, datetime, time, timedelta

from attrs import frozen
from django.utils import timezone

from families.actions.cases import allocate
from families.actions.goals import add_goal
from families.actions.papers import countersign_paper, sign_paper, start_paper, state_of, write_section
from families.actions.tasks import add_task
from families.actions.transfers import accept_transfer, ask_transfer
from families.actions.visits import plan_visit
from families.gestation import TERM_DAYS, Gestation
from families.models import Case, ImportedRow, PaperVersion
from families.nhs_numbers import synthetic
from families.working_days import calendar_of
from jigso_cms.demo.book import Book
from jigso_cms.demo.caseload import at, worker
from jigso_cms.demo.living import case_of, take_other
from jigso_cms.demo.partnership import Place
from jigso_cms.demo.people import DAYTIME, MANAGER, MIDWIFE, STAYING_MANAGER, THERAPIST

SOURCE = "caseload of staying together"
NUMBERS = 400
"""Where the synthetic NHS numbers of this caseload begin."""


@frozen(kw_only=True)
class Stay:
    """One family, taken on ``opened`` days ago: with ``weeks`` of pregnancy today, or a baby of ``age`` days."""

    key: str
    mother: str
    name: str
    opened: int
    weeks: str = ""
    age: int = 0
    child: str = ""
    father: str = ""
    seen: int = 0
    status: str = ""
    planned: bool = True
    closed: int | None = None


STAYS = (
    Stay(key="taken-on", mother="Carwen", name="Ffugiol", opened=1, weeks="28+3"),
    Stay(key="no-plan-yet", mother="Mabli", name="Cogio", opened=9, weeks="31+1", seen=3, status="care_and_support",
         father="Rhodri", planned=False),
    Stay(key="review-late", mother="Lleucu", name="Dychmygol", opened=46, age=130, child="Nel", seen=12,
         status="care_proceedings"),
    Stay(key="last-weeks", mother="Greta", name="Esgus-Rhith", opened=75, age=460, child="Guto", seen=20,
         status="care_and_support"),
    Stay(key="ended", mother="Enlli", name="Patrymog", opened=92, age=300, child="Mabon", seen=16, closed=6),
)  # fmt: skip
NOTES = (
    "Came at six, for supper and bedtime. He shouted once; she went out of the room as we had practised.",
    "Out together to the park. Talked about what makes the evenings hard.",
    "Her mother was there. They agreed who takes the baby when it is too much.",
    "A quiet evening. Both say that the plan on the fridge helps.",
)
SAFE = {
    "signs": "Voices get loud; the little one goes under the table.",
    "first": "One of us takes the baby next door. The other counts to twenty before saying a word.",
    "ring": "Staying Together until ten at night, 01632 960100. After that her mother.",
}


def begin(place: Place, today: date) -> None:
    """Make the families of the other service, with the papers that its first weeks ask for."""
    book = Book()
    for account in (STAYING_MANAGER, THERAPIST, DAYTIME):
        worker(book, account)
    for number, stay in enumerate(STAYS):
        _family(book, stay, number, today)
    take_other(book, place, SOURCE)
    therapist, boss = place.user(THERAPIST), place.user(STAYING_MANAGER)
    for stay in STAYS:
        if stay.seen and stay.planned and stay.closed is None:
            signed = _safety_plan(_case(place, stay.key), today - timedelta(days=stay.opened - 6), place)
            countersign_paper(version=signed, by=boss)
    add_goal(case=_case(place, "review-late"), title="Evenings without shouting", their_words="That she sleeps through",
             agreed_on=today - timedelta(days=40), by=therapist)  # fmt: skip
    add_task(case=_case(place, "no-plan-yet"), title="Sit down with both of them for the safety plan",
             assigned_to=therapist, due_on=today, by=therapist)  # fmt: skip


def take_over(place: Place, today: date) -> None:
    """A case of the first service goes on in this one: asked for by one manager, taken over by the other."""
    old, boss = case_of(place, "handed-on"), place.user(STAYING_MANAGER)
    midwife, therapist, daytime = (place.user(one) for one in (MIDWIFE, THERAPIST, DAYTIME))
    add_task(case=old, title="Ring her social worker about the evenings", assigned_to=midwife,
             due_on=today + timedelta(days=2), by=midwife)  # fmt: skip
    add_goal(case=old, title="Bring the baby home to her own flat", their_words="That nobody takes him from me",
             next_step="Evenings with her aunt", agreed_on=today - timedelta(days=20), by=midwife)  # fmt: skip
    asked = ask_transfer(
        case=old, to_team=place.staying_team, to_service=place.staying,
        reason="The plan says intensive work at home, in the evenings too",
        summary="About six weeks to go. The unit has the alert. She is best reached in the morning, by text.",
        by=place.user(MANAGER),
    )  # fmt: skip
    made = accept_transfer(transfer=asked, expected_version=asked.version, by=boss).to_case
    assert made is not None  # noqa: S101  another service opens a case of its own
    for slot, user in (("family_therapist", therapist), ("daytime_worker", daytime)):
        allocate(case=made, slot=slot, worker=user, starts=today, by=boss)
    tomorrow = calendar_of("wales").add(today, 1)
    plan_visit(
        cases=[made], workers=[therapist, daytime], planned_for=_moment(tomorrow, 17), place="home", by=therapist
    )


def _case(place: Place, key: str) -> Case:
    row = ImportedRow.objects.get(partnership=place.partnership, source=SOURCE, sheet="cases", key=key)
    return Case.objects.for_reading().get(pk=row.object_id)


def _safety_plan(case: Case, dated: date, place: Place) -> PaperVersion:
    therapist = place.user(THERAPIST)
    version = start_paper(case=case, kind="safety_plan", by=therapist).versions.get()
    for section in version.sections.all():
        write_section(section=section, text=SAFE[section.key], expected_version=section.version, by=therapist)
    return sign_paper(version=version, dated=dated, seen=state_of(list(version.sections.all())), by=therapist)


def _family(book: Book, stay: Stay, number: int, today: date) -> None:
    key, opened = stay.key, today - timedelta(days=stay.opened)
    referred = opened - timedelta(days=1)
    born = today - timedelta(days=stay.age) if stay.age else None
    due = born or today + timedelta(days=TERM_DAYS - Gestation.parse(stay.weeks).days)
    book.add("families", key, name=stay.name, known_from=referred)
    _parents(book, stay, number, referred, today)
    book.add("pregnancies", key, family=key, mother=f"{key} mother", booked_on=due - timedelta(days=190))
    book.add("children", key, pregnancy=key, birth_order=1, known_from=referred)
    scanned = due - timedelta(days=190)
    book.add("due_dates", key, pregnancy=key, method="scan", basis_on=scanned, agreed_on=scanned,
             gestation=str(Gestation(TERM_DAYS - 190)))  # fmt: skip
    book.add("cases", key, family=key, client=f"{key} mother", pregnancy=key, referred_on=referred, opened_on=opened)
    book.add("consents", key, case=key, person=f"{key} mother", kind="service", answer="given", answered_on=opened)
    if born:
        book.add("births", key, child=key, born_on=born, weight=3300, place="Ysbyty Sampl", given_name=stay.child,
                 family_name=stay.name, before_referral_reason="Born before the family was referred")  # fmt: skip
    if stay.status:
        book.add("statuses", key, family=key, child=key, kind=stay.status, starts=referred)
    _work(book, stay, number, today, born)


def _parents(book: Book, stay: Stay, number: int, known: date, today: date) -> None:
    for place, (relation, given) in enumerate((("mother", stay.mother), ("father", stay.father))):
        if not given:
            continue
        key = book.add(
            "people", f"{stay.key} {relation}", given_name=given, family_name=stay.name,
            date_of_birth=date(today.year - 22 - number, number + 2, 11 + place),
            nhs_number=synthetic(NUMBERS + 2 * number + place), language="en", interpreter="no", known_from=known,
            address=f"{number + 11} Rhes Ddychmygol", postcode=f"SA{number + 1} 2AA",
            phone=f"07700 900{NUMBERS + number}" if relation == "mother" else "", phone_safe="yes",
        )  # fmt: skip
        book.add("members", key, family=stay.key, person=key, relation=relation, starts=known)


def _work(book: Book, stay: Stay, number: int, today: date, born: date | None) -> None:
    """Who works with them, every visit three days apart, and how it ended."""
    key, opened = stay.key, today - timedelta(days=stay.opened)
    last = today - timedelta(days=stay.closed or 0)
    if stay.seen:
        for slot, account in (("family_therapist", THERAPIST), ("daytime_worker", DAYTIME)):
            book.add("allocations", f"{key} {slot}", case=key, slot=slot, worker=account.email,
                     starts=opened + timedelta(days=slot == "daytime_worker"))  # fmt: skip
    for turn in range(stay.seen):
        day = last - timedelta(days=1 + 3 * turn)
        if day <= opened:
            break
        who = (THERAPIST, DAYTIME)[turn % 2]
        when = at(day, 17 + turn % 3)
        book.add("visits", f"{key} {turn}", outcome="done", happened_at=when, planned_for=when, minutes=90,
                 place="home", workers=who.email, cases=key, seen=f"{key} mother", concern="none",
                 children_seen=key if born else "", topics=("calm", "bedtimes", "repair")[turn % 3], language="en",
                 note=NOTES[(number + turn) % len(NOTES)])  # fmt: skip
    reviewed = opened + timedelta(days=40)
    if reviewed <= last - timedelta(days=20):
        book.add("meetings", f"{key} review", family=key, kind="six_week_review", held_on=reviewed, cases=key,
                 children=key, place="Her mother's kitchen",
                 summary="Evenings are calmer. Both want to go on.")  # fmt: skip
        book.add("attendance", f"{key} review", meeting=f"{key} review", worker=THERAPIST.email, attended=True)
    if stay.closed is not None:
        book.add("closures", key, case=key, reason="stays_at_home", asked_on=last - timedelta(days=2),
                 asked_by=THERAPIST.email, signed_on=last, signed_by=STAYING_MANAGER.email,
                 note="Twelve weeks are over. Nobody speaks of care any more; the health visitor goes on.")  # fmt: skip


def _moment(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
