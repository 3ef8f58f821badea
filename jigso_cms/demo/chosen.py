"""The agency networks and chronologies of the living caseload."""

from datetime import date, timedelta

from families.actions.chronology import add_to_chronology, amend_chronology, remove_from_chronology
from families.actions.network import add_agency_contact, edit_agency_contact
from families.models import Case
from jigso_cms.demo.living import case_of
from jigso_cms.demo.partnership import Place
from jigso_cms.demo.people import MIDWIFE, PARENT_WORKER

NETWORKS = {
    "on-register-unborn": (
        ("social_worker", "Catrin Ffug", "Children's services", "01632 960101"),
        ("health_visitor", "Eirlys Sampl", "Health board", "01632 960102"),
        ("housing_officer", "", "Housing options", "01632 960103"),
        ("domestic_abuse", "Mared Treial", "Domestic abuse hub", "01632 960104"),
    ),
    "sibling-looked-after": (("social_worker", "Owain Drafft", "Children's services", "01632 960105"),),
    "day-19": (
        ("social_worker", "Owain Drafft", "Children's services", "01632 960105"),
        ("health_visitor", "Eirlys Sampl", "Health board", "01632 960102"),
    ),
    "week-26": (("personal_adviser", "Ifan Patrwm", "Leaving care team", "01632 960106"),),
    "kept-apart": (("health_visitor", "Eirlys Sampl", "Health board", "01632 960102"),),
    "removed": (("social_worker", "Catrin Ffug", "Children's services", "01632 960101"),),
}
LONG_AGO = (
    (date(2008, 9, 1), date(2012, 6, 30), "Lived with three foster families.",
     "Moves taught her not to count on people; she says so herself.", "Leaving care file, seen with her consent"),
    (date(2019, 3, 14), None, "Police called to the home after neighbours heard shouting.",
     "The first report of violence in this relationship.", "Police report shared at the strategy discussion"),
)  # fmt: skip
LATELY = (
    (70, "Booked at 12 weeks and came to every appointment since.",
     "Shows that she can work with people who are the same each time.", "Maternity record"),
    (40, "Said that the partner reads her messages.",
     "Letters and texts are not safe; agreed how to reach her.", "Visit of the midwife"),
    (21, "Found the first flat herself, with a tenancy in her own name.",
     "A home that he has no key to.", "Housing options, by telephone"),
)  # fmt: skip


def choose(place: Place, today: date) -> None:
    """Who works with these families, and what mattered in two of them."""
    _networks(place, today)
    registered = case_of(place, "on-register-unborn")
    _history(registered, place, today)
    sibling = case_of(place, "sibling-looked-after")
    add_to_chronology(
        case=sibling, happened_on=date(2022, 5, 3), what="The older brother came into care under a care order.",
        significance="The same worries then as now, at the same time of the pregnancy.", source="Court order",
        by=place.user(PARENT_WORKER),
    )  # fmt: skip


def _networks(place: Place, today: date) -> None:
    worker = place.user(PARENT_WORKER)
    for key, people in NETWORKS.items():
        case = case_of(place, key)
        for role, name, organisation, phone in people:
            add_agency_contact(case=case, role=role, name=name, organisation=organisation, phone=phone,
                               starts=case.opened_on, by=worker)  # fmt: skip
    case = case_of(place, "on-register-unborn")
    before = add_agency_contact(case=case, role="social_worker", name="Gwion Ffuglen",
                                organisation="Children's services", starts=case.opened_on, by=worker)  # fmt: skip
    edit_agency_contact(contact=before, expected_version=1, changes={"ends": today - timedelta(days=14)}, by=worker)


def _history(case: Case, place: Place, today: date) -> None:
    """What mattered: one entry amended since, one taken out again."""
    midwife = place.user(MIDWIFE)
    for happened_on, until, what, significance, source in LONG_AGO:
        add_to_chronology(case=case, happened_on=happened_on, until=until, what=what, significance=significance,
                          source=source, by=midwife)  # fmt: skip
    made = [
        add_to_chronology(case=case, happened_on=today - timedelta(days=ago), what=what, significance=significance,
                          source=source, by=midwife)
        for ago, what, significance, source in LATELY
    ]  # fmt: skip
    amend_chronology(
        entry=made[1], expected_version=1, by=place.user(PARENT_WORKER),
        changes={"what": "Said that her partner reads her messages and knows her passcode."},
    )  # fmt: skip
    wrong = add_to_chronology(
        case=case, happened_on=today - timedelta(days=30), what="Missed the scan.", significance="To be asked about.",
        source="Told by telephone", by=midwife,
    )  # fmt: skip
    remove_from_chronology(entry=wrong, expected_version=1, why="The hospital had moved the scan", by=midwife)
