"""Referrals that wait for a manager, one for each thing that she must notice, and a few decided ones."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from attrs import field, frozen

from activity.drafts import save_draft
from activity.keys import new_id
from families.gestation import TERM_DAYS, Gestation
from jigso_cms.demo.living import case_of
from jigso_cms.demo.partnership import Place
from jigso_cms.demo.people import MANAGER, REFERRER
from referrals.actions.asking import answer_question, ask_referrer
from referrals.actions.deciding import decline, put_on_waiting_list, redirect_elsewhere
from referrals.actions.receiving import receive_referral
from referrals.models import Decision, Question, Referral
from referrals.reading.begun import DRAFT

PAST = "Decided before safe ways of contact were asked for"


@frozen(kw_only=True)
class Sent:
    """A referral as it came ``ago`` days ago. ``weeks`` is the gestation on that day.

    ``same_as``: the story of whoever it is about, whom the team knows already.
    """

    given: str
    family: str
    weeks: str = "12+1"
    ago: int = 1
    age: int = 0
    by_referrer: bool = True
    decision: str = ""
    question: str = ""
    answer: str = ""
    told: Mapping[str, Any] = field(factory=dict)
    safe: tuple[str, ...] = ("call", "text", "voicemail", "post")
    why: str = ""
    same_as: str = ""


AGES = (22, 19, 27, 24, 31, 20, 34, 26)
WHY = (
    "First baby, little help at home, and worried about money. Would like somebody to come.",
    "Sleeps badly since the summer and cries most days. Her mother lives in Spain.",
    "Second baby in two years. The older one was on the register; she asks for help early this time.",
    "Sofa to sofa since June. The council has a form, no answer yet.",
    "Low mood after the last birth, and afraid of it coming back. No family nearby.",
    "Stopped drinking when she found out; wants somebody to ring on the bad evenings.",
    "Learning difficulty; understands pictures better than letters. Wants to go to classes with her sister.",
)


SENT = (
    Sent(given="Enfys", family="Prawf", safe=("call", "text")),
    Sent(given="Haf", family="Sampl-Treial", weeks="9+3", ago=0),
    Sent(given="Leusa", family="Rhith", weeks="30+2", ago=2, age=17,
         why="Lives with an aunt since September, and is missing school. Happy about the baby, afraid of the birth.",
         told={"late_booking_reason": "Moved here from England three weeks ago"}),
    Sent(given="Menna", family="Ffug", weeks="38+0", ago=0, by_referrer=False,
         why="Told nobody until the pains began. Both well on the ward; she has no clothes for the baby.",
         told={"concealed": True, "source": "hospital", "due_date": None, "due_date_source": "",
               "born_first_reason": "Concealed pregnancy"}),
    Sent(given="Ffion", family="Enghraifft", weeks="14+0", ago=0, told={"source": "health_visitor"}, same_as="week-14"),
    Sent(given="Modlen", family="Dychmyg", weeks="13+2", ago=3, safe=("post",),
         told={"never_alone": True, "safety": "An ex-partner answers her phone. Ring the surgery instead."}),
    Sent(given="Luned", family="Patrwm", weeks="11+5", ago=1, by_referrer=False,
         told={"source": "self", "consent": "not_asked", "safety_asked": False}),
    Sent(given="Berwyn", family="Esgus", weeks="20+0", ago=4, age=31, by_referrer=False,
         why="Wants to be a father who stays. Grew up in care, and has nobody to ask.",
         told={"source": "social_services", "client_kind": "partner", "mother_given_name": "Myfanwy",
               "mother_family_name": "Drafft"}),
    Sent(given="Zofia", family="Lledrith", weeks="12+6", ago=1, age=16,
         told={"language": "pl", "interpreter_needed": "yes"}),
    Sent(given="Briallen", family="Ffuglen", weeks="12+0", ago=12, told={"care_leaver": "yes"}),
    Sent(given="Nansi", family="Treial", weeks="15+1", ago=9, decision="waiting"),
    Sent(given="Marged", family="Drafft", weeks="16+4", ago=8, decision="waiting"),
    Sent(given="Tirion", family="Patrwm", weeks="18+0", ago=6, decision="redirected"),
    Sent(given="Gwawr", family="Sampl", weeks="22+3", ago=8, safe=("text",),
         question="Which days is she at her mother’s?"),
    Sent(given="Eluned", family="Esgus", weeks="13+0", ago=7, question="Has she said yes to a home visit?",
         answer="Yes, on Tuesdays and Thursdays after ten."),
    Sent(given="Siwan", family="Rhith", weeks="12+2", ago=10, decision="declined"),
)  # fmt: skip


def fill(place: Place, today: date) -> None:
    """Receive every referral and decide those that are decided."""
    for number, sent in enumerate(SENT):
        referral = _receive(sent, number, place, today)
        _decide(sent, referral, place, today)
        if sent.question:
            _talk(sent, referral, place, today)
    _begin(place)
    _close_the_past(place, today)


def _receive(sent: Sent, number: int, place: Place, today: date) -> Referral:
    received = today - timedelta(days=sent.ago)
    referrer = place.user(REFERRER)
    born = {"born_on": received} if sent.told.get("concealed") else {}
    known = {"date_of_birth": case_of(place, sent.same_as).client.date_of_birth} if sent.same_as else {}
    told = {**_usual(sent, number, received), **sent.told, **born, **known}
    return receive_referral(
        service=place.service,
        team=place.team,
        told=told,
        received_on=received,
        sent_by=referrer if sent.by_referrer else None,
        by=referrer if sent.by_referrer else place.user(MANAGER),
    )


def _usual(sent: Sent, number: int, received: date) -> dict[str, Any]:
    """What most referrals say."""
    return {
        "source": "community_midwife",
        "referrer_name": REFERRER.name if sent.by_referrer else "Duty desk",
        "referrer_agency": "Bwrdd Iechyd Prawf" if sent.by_referrer else "Cyngor Sampl",
        "given_name": sent.given,
        "family_name": sent.family,
        "date_of_birth": date(received.year - (sent.age or AGES[number % len(AGES)]), number % 12 + 1, number + 3),
        "address": f"{number + 40} Stryd Sampl",
        "postcode": f"SA{number % 7 + 1} 2BB",
        "phone": f"07700 900{number + 200}",
        "language": "en",
        "due_date": received + timedelta(days=TERM_DAYS - Gestation.parse(sent.weeks).days),
        "due_date_source": "lmp",
        "booked_on": received,
        "reason": sent.why or WHY[number % len(WHY)],
        "safety_asked": True,
        "safe_channels": list(sent.safe),
        "consent": "given",
    }


def _decide(sent: Sent, referral: Referral, place: Place, today: date) -> None:
    manager = place.user(MANAGER)
    if sent.decision == "waiting":
        review = today + timedelta(days=14)
        put_on_waiting_list(referral=referral, review_on=review, why="No parent worker free this month", by=manager)
    elif sent.decision == "redirected":
        redirect_elsewhere(referral=referral, destination="Flying Start", why="Asks for play and language", by=manager)
    elif sent.decision == "declined":
        decline(referral=referral, reason="out_of_area", by=manager)


def _talk(sent: Sent, referral: Referral, place: Place, today: date) -> None:
    """A question of the manager, two days after receipt, and what came back."""
    asked_on = today - timedelta(days=sent.ago - 2)
    ask_referrer(referral=referral, text=sent.question, by=place.user(MANAGER))
    Question.objects.filter(referral=referral).update(asked_on=asked_on)
    if sent.answer:
        answer_question(referral=referral, text=sent.answer, by=place.user(REFERRER))


def _close_the_past(place: Place, today: date) -> None:
    """What the example year left undecided was answered in its time: nobody waits for years."""
    undecided = Referral.objects.filter(received_on__lt=today - timedelta(days=365), state__in=["received", "waiting"])
    for referral in undecided.filter(service=place.service):
        decision = decline(referral=referral, reason="other_service", without=PAST, by=place.user(MANAGER))
        Decision.objects.filter(pk=decision.pk).update(decided_on=referral.received_on + timedelta(days=270))


def _begin(place: Place) -> None:
    """A referral that the community midwife has begun and not sent."""
    data = {"client_kind": "mother", "given_name": "Tegwen", "family_name": "Dychmyg", "phone": "07700 900230"}
    save_draft(user_id=place.user(REFERRER).pk, kind=DRAFT, subject_id=str(new_id()), data=data)
