"""The agency network: added, changed by two at once, ended, and read by nobody else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from families.actions.network import add_agency_contact
from families.models import AgencyContact, Case
from families.reading.network import PAGE, read_network
from tests.factories.families import manager, midwife, partner_case, team_offering, worked_case
from tests.integration.life_forms import TODAY, errors, parts, url

pytestmark = pytest.mark.django_db

KEY = "0191d3c4-0000-7000-8000-000000000001"


@pytest.fixture
def worked(client):
    case, nurse, _parent = worked_case()
    client.force_login(nurse)
    return case, nurse


def told(**more):
    start = {"role": "social_worker", "name": "Catrin Ffug", "organisation": "Children's services",
             "phone": "01632 960101", "email": "catrin@example.org", "key": KEY}  # fmt: skip
    return start | parts("starts", TODAY()) | more


def test_somebody_is_added_once_however_often_the_button_is_pressed(client, worked):
    case, _nurse = worked
    for _press in range(2):
        assert client.post(url("agency_new", case), told()).status_code == 302
    row = AgencyContact.objects.get(case=case)
    assert (row.name, row.phone, row.starts) == ("Catrin Ffug", "01632 960101", TODAY())
    for name in ("case", "network", "timeline"):
        text = client.get(url(name, case)).content.decode()
        assert "Catrin Ffug" in text
        assert "Social worker" in text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("role", "wizard", "is not one of the available choices"),
        ("role", "", "Choose their role"),
        ("email", "nonsense", "name@example.org"),
        ("name", "a\x00b", "invisible characters"),
        ("name", "x" * 1_000_000, "120 characters"),
        ("starts-year", "2094", "future"),
        ("starts-month", "13", "month"),
    ],
    ids=["role", "no role", "e-mail", "NUL", "a megabyte", "future", "no month"],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(client, worked, field, value, words):
    case, _nurse = worked
    answer = client.post(url("agency_new", case), told(**{field: value}))
    text = errors(answer)
    assert words.lower() in text.lower()
    assert "Children&#39;s services" in text
    assert not AgencyContact.objects.exists()


def test_somebody_without_name_and_organisation_is_nobody(client, worked):
    case, _nurse = worked
    assert "Give a name" in errors(client.post(url("agency_new", case), told(name="", organisation="")))


def test_the_second_of_two_editors_sees_both_texts_and_can_keep_either(client, worked):
    case, nurse = worked
    row = add_agency_contact(case=case, role="social_worker", name="Catrin Ffug", starts=TODAY(), by=nurse)
    here = url("agency_edit", case, agency_id=row.pk)
    assert client.post(here, told(name="Owain Drafft", version=1)).status_code == 302
    late = client.post(here, told(name="Mared Treial", version=1))
    text = late.content.decode()
    assert late.status_code == 409
    assert "Owain Drafft" in text
    assert "Mared Treial" in text
    row.refresh_from_db()
    assert row.name == "Owain Drafft"
    assert client.post(here, told(name="Mared Treial", version=2)).status_code == 302
    row.refresh_from_db()
    assert row.name == "Mared Treial"


def test_who_left_stands_in_the_network_and_no_longer_on_the_case_page(client, worked):
    case, nurse = worked
    row = add_agency_contact(case=case, role="housing_officer", name="Ifan Patrwm",
                             starts=TODAY() - timedelta(days=30), by=nurse)  # fmt: skip
    here = url("agency_edit", case, agency_id=row.pk)
    early = told(version=1, **parts("ends", TODAY() - timedelta(days=40)), **parts("starts", row.starts))
    assert "before it began" in errors(client.post(here, early))
    done = early | parts("ends", TODAY() - timedelta(days=2))
    assert client.post(here, done | {"name": "Ifan Patrwm"}).status_code == 302
    network, page = client.get(url("network", case)).content.decode(), client.get(url("case", case)).content.decode()
    assert "Has left" in network
    assert "Nobody from another agency" in page


def test_a_closed_case_and_a_colleague_get_a_clear_answer(client, worked):
    case, _nurse = worked
    client.force_login(midwife(case.team))
    assert client.post(url("agency_new", case), told()).status_code == 403
    client.force_login(manager(case.team))
    Case.objects.filter(pk=case.pk).update(stage="closed", closed_on=TODAY())
    closed = client.post(url("agency_new", case), told())
    assert closed.status_code == 409
    assert "closed" in closed.content.decode()


def test_the_network_of_one_case_is_not_reached_through_another(client, worked):
    case, nurse = worked
    row = add_agency_contact(case=case, role="social_worker", name="Catrin Ffug", starts=TODAY(), by=nurse)
    his = partner_case(case)
    client.force_login(manager(case.team))
    assert client.get(url("agency_edit", his, agency_id=row.pk)).status_code == 404
    assert "Catrin Ffug" not in client.get(url("network", his)).content.decode()
    client.force_login(midwife(team_offering()))
    for name in ("network", "agency_new"):
        assert client.get(url(name, case)).status_code == 404


def test_a_long_network_has_pages(client, worked):
    case, _nurse = worked
    AgencyContact.objects.bulk_create(
        AgencyContact(case=case, role="other", name=f"Sampl {one}", starts=timezone.localdate())
        for one in range(PAGE + 3)
    )
    first = read_network(case)
    second = read_network(case, first.next)
    assert (len(first.lines), len(second.lines), second.next) == (PAGE, 3, "")
    assert not {one.contact.pk for one in first.lines} & {one.contact.pk for one in second.lines}
    for after in ("nonsense", "\x00", first.next):
        assert client.get(reverse("families:network", args=[case.pk]), {"after": after}).status_code == 200
