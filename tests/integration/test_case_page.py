"""The case page: everything on it, in a bounded number of statements, and nothing of the other side."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from families.actions.network import add_agency_contact
from families.actions.people import record_address
from families.actions.people_edits import keep_parents_apart
from families.actions.safety import add_safety_flag
from families.models import Child, ContactChannel, PersonFact
from families.reading.genogram import draw_genogram
from families.reading.household import OfHousehold
from tests.factories.families import (
    TaskFactory,
    born,
    manager,
    many_visits,
    member,
    partner_case,
    worked_case,
)

pytestmark = pytest.mark.django_db

MOST_STATEMENTS = 15


def page(client, user, case):
    client.force_login(user)
    answer = client.get(reverse("families:case", kwargs={"case_id": case.pk}))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("visits", [5, 500])
def test_the_case_page_asks_at_most_fifteen_times_whatever_the_size_of_the_case(
    client, visits, django_assert_max_num_queries
):
    case, nurse, _parent = worked_case(fetuses=2)
    today = timezone.localdate()
    many_visits(case, nurse, number=visits)
    for number in range(visits // 5):
        member(case.family, "sibling", given_name=f"Brawd{number}", on=today)
        add_agency_contact(case=case, role="housing_officer", name=f"Swyddog {number}", starts=today, by=nurse)
        TaskFactory(case=case, title=f"Task {number}")
    for child in case.pregnancy.children.all():
        born(child, on=today - timedelta(days=3))
    page(client, nurse, case)
    with django_assert_max_num_queries(MOST_STATEMENTS):
        page_again = client.get(reverse("families:case", kwargs={"case_id": case.pk}))
    assert page_again.content.decode().count("jigso-timeline__item ") <= 12


def test_a_drawing_and_a_table_say_who_belongs_and_where_each_parent_lives(client):
    case, nurse, _parent = worked_case()
    father = member(case.family, "father", given_name="Dylan", family_name="Prawf", date_of_birth=date(1998, 1, 1))
    case.family.members.filter(person=father).update(in_household=False)
    record_address(person=father, from_day=case.opened_on, lines="9 Stryd Ffug", postcode="SA2 2BB", by=None)
    mamgu = member(case.family, "grandparent", given_name="Mair", date_of_birth=date(1970, 1, 1))
    PersonFact.objects.create(
        person=mamgu, question="sex", answer="given", value="female", recorded_on=timezone.localdate()
    )
    text = page(client, nurse, case)
    assert "<svg" in text
    assert "style=" not in text
    for words in ("Dylan Prawf", "9 Stryd Ffug, SA2 2BB", "Mair Sampl", "1 Heol Prawf, SA1 1AA", "Elsewhere"):
        assert words in text, words
    drawing = text[text.index("<svg") : text.index("</svg>")]
    assert (drawing.count("<circle"), drawing.count("<rect")) == (2, 1)
    assert "jigso-genogram__home" in drawing


def test_parents_who_are_kept_apart_stand_on_their_own_pages_alone(client):
    case, _nurse, _parent = worked_case()
    his = partner_case(case)
    record_address(person=his.client, from_day=case.opened_on, lines="9 Stryd Ffug", postcode="SA2 2BB", by=None)
    ContactChannel.objects.create(person=case.client, channel="text", value="07700 900111", safe="no",
                                  valid_from=case.opened_on)  # fmt: skip
    add_agency_contact(case=case, role="health_visitor", name="Enid Ffug", starts=timezone.localdate(), by=None)
    boss = manager(case.team)
    keep_parents_apart(family=case.family, apart=True, expected_version=case.family.version, by=boss)
    hers, his_page = page(client, boss, case), page(client, boss, his)
    for words in (his.client.full_name, "9 Stryd Ffug"):
        assert words in his_page
        assert words not in hers
    for words in (case.client.full_name, "1 Heol Prawf", "07700 900111", "Enid Ffug"):
        assert words in hers
        assert words not in his_page


def test_the_safety_banner_says_what_is_safe_and_what_must_be_looked_at_again(client):
    case, nurse, _parent = worked_case()
    today = timezone.localdate()
    add_safety_flag(family=case.family, text="Her brother must not know", lone_worker=True,
                    agreed_on=today - timedelta(days=60), review_on=today - timedelta(days=1), by=nurse)  # fmt: skip
    for channel, value, safe in (("voicemail", "07700 900222", "no"), ("text", "07700 900333", "yes")):
        ContactChannel.objects.create(person=case.client, channel=channel, value=value, safe=safe,
                                      safe_times="mornings", valid_from=case.opened_on)  # fmt: skip
    text = page(client, nurse, case)
    banner = text[text.index("jigso-safety") : text.index("jigso-jump")]
    for words in ("Her brother must not know", "Never visit alone", "was due on", "not safe", "mornings"):
        assert words in banner, words


def household(*people: dict) -> list[OfHousehold]:
    start = {
        "person": None, "name": "", "relation": "", "group": "", "symbol": "diamond", "generation": 0, "order": 0,
        "age": None, "at_home": True,
    }  # fmt: skip
    return [
        OfHousehold(**(start | {"person": number, "name": f"Sampl{number}"} | one)) for number, one in enumerate(people)
    ]


MOTHER = {"group": "mother", "symbol": "circle", "client": True}
FATHER = {"group": "partner", "symbol": "square", "order": 1, "at_home": False}
BABY = {"generation": 1, "of_case": True, "unborn": True}


def test_a_genogram_draws_each_by_convention():
    drawn = draw_genogram(household(MOTHER, FATHER, BABY, {"generation": 1, "died": True, "at_home": False}))
    assert drawn is not None
    assert [one.shape for one in drawn.figures] == ["square", "circle", "triangle", "diamond"]
    father, mother, baby, _sibling = drawn.figures
    assert father.x < mother.x
    assert (father.x + 22, father.y, mother.x - 22, mother.y) in drawn.lines
    corners = drawn.household
    assert min(x for x, y in corners if y < mother.y) > father.x, "the father lives elsewhere"
    assert min(y for _x, y in corners) < mother.y < baby.y < max(y for _x, y in corners)


@pytest.mark.parametrize("number", [2, 5, 24, 60])
def test_nobody_of_a_genogram_stands_on_somebody_else_or_outside(number):
    people = household(MOTHER, FATHER, *[{"generation": one % 3 - 1, "order": one} for one in range(number - 2)])
    drawn = draw_genogram(people)
    assert drawn is not None
    places = [(one.x, one.y) for one in drawn.figures]
    assert len(set(places)) == len(places) == min(number, 24)
    assert drawn.left_out == max(0, number - 24)
    assert all(0 < x < drawn.width and 0 < y < drawn.height for x, y in (*places, *drawn.household))


@pytest.mark.parametrize(
    ("days", "said"), [(0, "0 days"), (19, "19 days"), (95, "13 weeks"), (400, "13 months"), (800, "2 years")]
)
def test_the_table_says_how_old_a_baby_is_as_people_say_it(client, days, said):
    case, nurse, _parent = worked_case()
    born(case.pregnancy.children.get(), on=timezone.localdate() - timedelta(days=days))
    text = page(client, nurse, case)
    ages = [cell.partition("</span>")[0] for cell in text.split('>Age</span><span class="app-cell">')[1:]]
    assert ages[-1] == said


def test_a_long_name_of_a_baby_is_its_first_name_in_a_genogram_and_not_cut_off():
    drawn = draw_genogram(household(MOTHER, {**BABY, "unborn": False, "name": "Cadi Prawf-Sampl-Ffug"}))
    assert drawn is not None
    assert [one.label for one in drawn.figures][-1] == "Cadi"


def test_one_person_alone_is_no_genogram():
    assert draw_genogram(household(MOTHER)) is None


def test_a_lost_baby_is_crossed_out_and_has_no_address(client):
    case, nurse, _parent = worked_case(fetuses=2)
    Child.objects.filter(pregnancy=case.pregnancy, birth_order=2).update(state="lost")
    text = page(client, nurse, case)
    drawing = text[text.index("<svg") : text.index("</svg>")]
    assert drawing.count("jigso-genogram__cross") == 2
    assert "lost" in text
