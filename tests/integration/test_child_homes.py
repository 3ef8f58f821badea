"""Where a baby is after birth, with whom a child lives, and a removal that is kept up to date."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from families.models import ChildHome, Family, PersonFact, ReturnHome, Separation
from tests.factories import families as make
from tests.integration.life_forms import parts
from tests.posted import forms_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def about(client):
    case, nurse, _parent = make.worked_case(on=TODAY() - timedelta(days=1))
    client.force_login(nurse)
    return case, client


def url(name, case, **more):
    return reverse(f"families:{name}", kwargs={"case_id": case.pk, **more})


def page(client: Client, case) -> str:
    return client.get(reverse("families:case", kwargs={"case_id": case.pk})).content.decode()


def a_birth(case, **more):
    order = case.pregnancy.children.get().birth_order
    told = {"outcome": "born", **parts("born_on", TODAY() - timedelta(days=1)), **more}
    return {f"baby-{order}-{name}": value for name, value in told.items()}


def test_the_form_of_a_birth_asks_for_the_sex_and_with_whom_the_baby_is(about):
    case, client = about
    answer = client.post(url("birth", case), a_birth(case, sex="female", carer="ward", carer_name="Ward 19"))
    assert answer.url == reverse("families:case", kwargs={"case_id": case.pk})
    child = case.pregnancy.children.get()
    assert PersonFact.objects.get(person=child.person).value == "female"
    home = ChildHome.objects.get(child=child)
    assert (home.carer, home.who, home.since) == ("ward", "Ward 19", TODAY())
    assert "The mother, on the ward" in page(client, case)


def test_a_baby_born_with_foster_carers_leads_to_the_ground_and_stands_at_the_top_of_the_case(about):
    case, client = about
    answer = client.post(url("birth", case), a_birth(case, carer="foster"))
    assert answer.url.startswith(url("separation_new", case))
    assert "No separation recorded" in page(client, case)
    asked = client.get(answer.url)
    form = next(one for one in forms_of(asked.content) if "basis" in one.choices)
    assert (form.answers["carer"], form.answers["never_went_home"]) == (["foster"], ["on"])
    told = form.answers | {"basis": ["interim_care_order"]}
    told |= {name: [str(value)] for name, value in parts("separated_on", TODAY()).items()}
    assert client.post(answer.url, told).status_code == 302
    text = page(client, case)
    assert "Apart from the parents" in text
    assert text.index("Apart from the parents") < text.index('id="clocks"')
    assert "Interim care order" in text
    assert "No separation recorded" not in text
    assert "Elsewhere" in text


@pytest.fixture
def apart(about):
    case, client = about
    child = case.pregnancy.children.get()
    make.born(child, on=TODAY() - timedelta(days=9))
    Separation.objects.create(
        child=child, separated_on=TODAY() - timedelta(days=6), basis="police_protection", carer="foster",
        counts_as_removal=True,
    )  # fmt: skip
    return case, client


def test_while_a_child_is_apart_it_moves_between_carers_and_to_a_parent_only_by_a_return(apart):
    case, client = apart
    to_kin = {"carer": "kinship", "who": "Her aunt", **parts("since", TODAY() - timedelta(days=2))}
    assert client.post(url("home_new", case), to_kin | {"child": case.pregnancy.children.get().pk}).status_code == 302
    assert "Her aunt" in page(client, case)
    home = {"carer": "mother", **parts("since", TODAY()), "child": case.pregnancy.children.get().pk}
    refused = client.post(url("home_new", case), home)
    assert refused.status_code == 400
    assert "Record the return home first" in refused.content.decode()
    back = {"separation": Separation.objects.get().pk, "carer": "mother", **parts("returned_on", TODAY())}
    assert client.post(url("return_new", case), back).status_code == 302
    text = page(client, case)
    assert "Apart from the parents" not in text
    assert "The mother" in text


def test_a_child_who_came_home_does_not_still_live_where_it_was_that_morning(apart):
    case, client = apart
    ward = {"carer": "hospital", **parts("since", TODAY()), "child": case.pregnancy.children.get().pk}
    assert client.post(url("home_new", case), ward).status_code == 302
    assert "Hospital" in page(client, case)
    back = {"separation": Separation.objects.get().pk, "carer": "", **parts("returned_on", TODAY())}
    assert client.post(url("return_new", case), back).status_code == 302
    text = page(client, case)
    assert "Hospital" not in text.partition("Status</h2>")[2].partition("</section>")[0]
    assert "No separation recorded" not in text
    assert client.post(url("home_new", case), ward).status_code == 302
    assert "No separation recorded" in page(client, case)


def test_where_the_parents_are_kept_apart_no_name_or_place_is_asked_for_or_shown_beside_a_home(apart):
    case, client = apart
    child = case.pregnancy.children.get()
    gone = ReturnHome.objects.create(
        separation=Separation.objects.get(), returned_on=TODAY(), to_whom="Refuge in Penarth"
    )
    home = ChildHome.objects.create(child=child, since=TODAY(), carer="mother", who="Refuge in Penarth")
    pages = [url("case", case), url("child_homes", case), url("timeline", case), url("separation_new", case)]
    pages += [url("timeline", case) + "?q=Penarth", url("home_edit", case, home_id=home.pk)]

    def told() -> list[bool]:
        return ["Refuge in Penarth" in client.get(one).content.decode() for one in pages]

    assert all(told())
    Family.objects.filter(pk=case.family_id).update(parents_kept_apart=True)
    assert not any(told())
    right = {"version": home.version, "carer": "father", "who": "Elsewhere", **parts("since", TODAY())}
    assert client.post(pages[5], right).status_code == 302
    home.refresh_from_db()
    assert (home.carer, home.who) == ("father", "Refuge in Penarth")
    gone.delete()
    back = {"separation": gone.separation_id, "returned_on": "", "to_whom": "x", "carer": "mother"}
    again = client.post(url("return_new", case), back | parts("returned_on", TODAY()))
    assert (again.status_code, ReturnHome.objects.get().to_whom) == (302, "")


def test_a_separation_is_put_right_though_an_earlier_one_never_ended(apart):
    case, client = apart
    first = Separation.objects.get()
    later = Separation.objects.create(
        child=first.child, separated_on=TODAY() - timedelta(days=2), basis="interim_care_order", carer="kinship",
        counts_as_removal=True,
    )  # fmt: skip
    right = {"version": 1, "basis": "interim_care_order", "carer": "foster", "from_all_resident_parents": "on"}
    address = url("separation_edit", case, separation_id=later.pk)
    assert client.post(address, right | parts("separated_on", TODAY() - timedelta(days=1))).status_code == 302
    refused = client.post(address, right | {"version": 2} | parts("separated_on", TODAY() - timedelta(days=7)))
    assert refused.status_code == 400


def test_the_day_of_a_return_is_put_right_and_stays_between_the_leavings(apart):
    case, client = apart
    row = Separation.objects.get()
    home = ReturnHome.objects.create(separation=row, returned_on=TODAY() - timedelta(days=2), to_whom="Mother")
    again = Separation.objects.create(
        child=row.child, separated_on=TODAY() - timedelta(days=1), basis="interim_care_order", carer="kinship",
        counts_as_removal=True,
    )  # fmt: skip
    address = url("return_edit", case, home_again_id=home.pk)
    assert address in client.get(url("child_homes", case)).content.decode()
    right = {"version": 1, "to_whom": "Mother and aunt"}
    for day, words in (
        (row.separated_on - timedelta(days=1), "cannot return before"),
        (again.separated_on + timedelta(days=1), "left again on"),
        (TODAY() + timedelta(days=1), "cannot be in the future"),
    ):
        refused = client.post(address, right | parts("returned_on", day))
        assert (refused.status_code, words in refused.content.decode()) == (400, True)
    assert client.post(address, right | parts("returned_on", again.separated_on)).status_code == 302
    home.refresh_from_db()
    assert (home.returned_on, home.to_whom, home.version) == (again.separated_on, "Mother and aunt", 2)
    stale = client.post(address, right | parts("returned_on", TODAY() - timedelta(days=2)))
    assert stale.status_code == 409
    assert "Somebody else changed this" in stale.content.decode()


@pytest.mark.parametrize(
    ("days", "words"), [(10, "was born on"), (-1, "cannot be in the future")], ids=["before birth", "tomorrow"]
)
def test_a_child_lives_nowhere_before_birth_or_tomorrow(apart, days, words):
    case, client = apart
    told = {"carer": "foster", **parts("since", TODAY() - timedelta(days=days))}
    answer = client.post(url("home_new", case), told | {"child": case.pregnancy.children.get().pk})
    assert answer.status_code == 400
    assert words in answer.content.decode()


def test_a_separation_is_put_right_and_its_basis_says_anew_whether_it_counts(apart):
    case, client = apart
    row = Separation.objects.get()
    address = url("separation_edit", case, separation_id=row.pk)
    right = {"version": row.version, "basis": "neonatal_care", "carer": "hospital", "from_all_resident_parents": "on"}
    early = client.post(address, right | parts("separated_on", TODAY() - timedelta(days=10)))
    assert "cannot be separated before" in early.content.decode()
    assert client.post(address, right | parts("separated_on", TODAY() - timedelta(days=8))).status_code == 302
    row.refresh_from_db()
    assert (row.counts_as_removal, row.separated_on) == (False, TODAY() - timedelta(days=8))
    assert "Does not count as a removal." in page(client, case)
    stale = client.post(address, right | parts("separated_on", TODAY() - timedelta(days=7)))
    assert stale.status_code == 409
    assert "Somebody else changed this" in stale.content.decode()
