"""Returns on the pages: opened and read, by whom, and what may not be named."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Team, User
from accounts.roles import Role
from activity.models import AccessEntry
from families.models import Case, Exclusion, Restriction, Service
from outcomes.periods import quarter_period, year_of
from reporting.models import Return
from tests.factories import families as make
from tests.factories.accounts import PartnershipFactory, TeamFactory, user_with
from tests.factories.referrals import referral_to
from tests.integration.life_forms import parts
from tests.integration.opened_links import numbers_that_open, opened_wrong, rows_behind
from tests.integration.returns.return_pages import fetched, last_quarter, page, this_quarter

pytestmark = pytest.mark.django_db


def test_a_return_is_opened_once_for_a_period(client: Client, maker: User, service: Service) -> None:
    client.force_login(maker)
    period = this_quarter()
    data = {"service": str(service.pk), "period": period.key}
    first = client.post(reverse("reporting:return_new"), data)
    second = client.post(reverse("reporting:return_new"), data)
    assert first["Location"] == second["Location"]
    made = Return.objects.get()
    assert (made.first_day, made.last_day, made.entered_by) == (period.first, period.last, maker)
    assert period.label in client.get(reverse("reporting:returns")).content.decode()


@pytest.mark.parametrize("period", ["2021-23", "1990-91", ""])
def test_a_period_that_is_not_offered_is_refused(client: Client, maker: User, service: Service, period: str) -> None:
    client.force_login(maker)
    answer = client.post(reverse("reporting:return_new"), {"service": str(service.pk), "period": period})
    assert answer.status_code == 400
    assert b"error-summary" in answer.content
    assert not Return.objects.exists()


def test_a_return_is_opened_for_any_two_days(client: Client, maker: User, service: Service) -> None:
    client.force_login(maker)
    days = parts("first_day", date(2024, 5, 2)) | parts("last_day", date(2024, 8, 9))
    answer = client.post(reverse("reporting:return_new"), {"service": str(service.pk), "period": "days"} | days)
    made = Return.objects.get()
    assert answer["Location"] == page("return", made)
    assert (made.first_day, made.last_day) == (date(2024, 5, 2), date(2024, 8, 9))
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (None, date(2024, 8, 9), "Enter the date"),
        (date(2024, 8, 9), date(2024, 5, 2), "The last day is before the first"),
        (date(1950, 1, 1), date(2024, 5, 2), "Choose a day between"),
    ],
    ids=["missing", "turned round", "long ago"],
)
def test_two_days_that_are_no_period_are_refused_at_their_field(
    client: Client, maker: User, service: Service, first: date | None, last: date, words: str
) -> None:
    client.force_login(maker)
    days = (parts("first_day", first) if first else {}) | parts("last_day", last)
    answer = client.post(reverse("reporting:return_new"), {"service": str(service.pk), "period": "days"} | days)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not Return.objects.exists()


def test_a_period_that_goes_on_cannot_be_signed(client: Client, maker: User, service: Service) -> None:
    client.force_login(maker)
    period = this_quarter()
    made = Return.objects.create(service=service, first_day=period.first, last_day=period.last)
    answer = client.get(page("return", made))
    assert b"has not ended" in answer.content
    token = answer.context["sign"].initial["shown"]
    assert client.post(page("sign", made), {"shown": token}).status_code == 400
    assert not made.versions.exists()


def test_every_line_of_the_page_opens(
    client: Client, maker: User, made_for: Return, another: Callable[[], Case]
) -> None:
    case = another()
    client.force_login(maker)
    answer = client.get(page("return", made_for))
    assert answer.status_code == 200
    lines = [line for _key, _title, lines in answer.context["groups"] for line in lines]
    assert len(lines) > 40
    for line in lines:
        expected = 404 if line.whole_years_only else 200
        assert client.get(page("figure", made_for, line.key)).status_code == expected
    opened = client.get(page("figure", made_for, "cases_opened")).content.decode()
    assert case.reference in opened
    assert case.client.family_name not in opened
    assert case.client.given_name not in opened


def test_reading_is_in_the_log(client: Client, maker: User, made_for: Return) -> None:
    client.force_login(maker)
    client.get(page("figure", made_for, "families_open"))
    entry = AccessEntry.objects.filter(subject_id=str(made_for.pk)).latest("pk")
    assert (entry.kind, entry.detail["figure"]) == ("opened", "families_open")
    fetched(client, made_for, "draft", "csv")
    entry = AccessEntry.objects.filter(subject_id=str(made_for.pk)).latest("pk")
    assert (entry.kind, entry.detail["format"]) == ("exported", "csv")


def test_a_restricted_family_is_counted_but_not_named(
    client: Client, maker: User, made_for: Return, another: Callable[[], Case]
) -> None:
    hidden, open_ = another(), another()
    today = timezone.localdate()
    Restriction.objects.create(family=hidden.family, reason="Relative of staff", starts=today)
    client.force_login(maker)
    answer = client.get(page("figure", made_for, "cases_opened"))
    assert answer.context["figure"].numerator == 2
    text = answer.content.decode()
    assert open_.reference in text
    assert hidden.reference not in text
    assert "1 row of this page is restricted" in text


def test_an_exclusion_hides_the_reference(
    client: Client, maker: User, made_for: Return, another: Callable[[], Case]
) -> None:
    case = another()
    Exclusion.objects.create(family=case.family, user=maker, reason="Named in it", starts=timezone.localdate())
    client.force_login(maker)
    assert case.reference not in client.get(page("figure", made_for, "cases_opened")).content.decode()


def test_a_manager_reads_and_opens_but_does_not_sign(
    client: Client, team: Team, made_for: Return, another: Callable[[], Case]
) -> None:
    case = another()
    client.force_login(make.manager(team))
    answer = client.get(page("figure", made_for, "cases_opened")).content.decode()
    assert reverse("families:case", args=[case.pk]) in answer
    assert client.get(page("return", made_for)).status_code == 200
    for name in ("sign", "commentary"):
        assert client.post(page(name, made_for)).status_code in (403, 404)
    assert client.post(page("export_ask", made_for), {"what": "draft", "ending": "csv"}).status_code in (403, 404)


def test_returns_of_another_partnership_are_not_there(client: Client, made_for: Return) -> None:
    elsewhere = TeamFactory(partnership=PartnershipFactory())
    client.force_login(user_with(Role.RETURNS_ADMIN, team=elsewhere))
    for name, more in [("return", ()), ("figure", ("families_open",))]:
        assert client.get(page(name, made_for, *more)).status_code == 404
    assert client.post(page("sign", made_for), {"shown": "x"}).status_code == 404


def test_the_quarter_that_is_due_is_chosen_already(
    client: Client, maker: User, made_for: Return, another: Callable[[], Case]
) -> None:
    case = another()
    Case.objects.filter(pk=case.pk).update(referred_on=last_quarter().first)
    client.force_login(maker)
    form = client.get(reverse("reporting:returns")).context["form"]
    assert form.initial["period"] == last_quarter().key


def test_a_year_is_offered_beside_its_quarters(client: Client, maker: User, service: Service) -> None:
    client.force_login(maker)
    form = client.get(reverse("reporting:returns")).context["form"]
    start = year_of(timezone.localdate())
    assert quarter_period(start, 1).key in form.periods
    assert any("-q" not in key for key in form.periods)


def test_a_figure_stands_beside_those_of_the_periods_before(
    client: Client, maker: User, made_for: Return, another: Callable[[], Case]
) -> None:
    case, before = another(), last_quarter().first - timedelta(days=120)
    client.force_login(maker)
    address = page("figure", made_for, "cases_opened")
    assert client.get(address).context["before"] == []
    Case.objects.filter(pk=another().pk).update(referred_on=before, opened_on=before)
    told = client.get(address).context["before"]
    assert [one.value for one in told] == ["1", "0", "1"]
    assert case.reference in client.get(address).content.decode()


@pytest.mark.parametrize("number", ["0", "-1", "x", "999999999999"])
def test_a_page_that_is_none_is_the_first(client: Client, maker: User, made_for: Return, number: str) -> None:
    client.force_login(maker)
    answer = client.get(page("figure", made_for, "families_open") + f"?page={number}")
    assert answer.context["rows"].number == 1


def test_the_definitions_say_what_is_counted(client: Client, maker: User) -> None:
    client.force_login(maker)
    listed = client.get(reverse("reporting:definitions")).content.decode()
    assert "a midwife within 10 working days" in listed
    one = client.get(reverse("reporting:definition", args=["cost_avoided"])).content.decode()
    assert "Nobody can observe what would have happened" in one
    assert client.get(reverse("reporting:definition", args=["nothing"])).status_code == 404
    annex = client.get(reverse("reporting:definition", args=["annex_age"])).content.decode()
    assert reverse("reporting:definition", args=["annex_age"]) in listed
    assert "Clients by: age on the last day" in annex


def test_definitions_are_in_the_words_of_the_service_that_is_asked_for(
    client: Client, maker: User, service: Service
) -> None:
    other = Service.objects.create(partnership=service.partnership, slug="alder", name="Alder")
    client.force_login(maker)
    address = reverse("reporting:definitions")
    both = [client.get(f"{address}?service={one.slug}").content.decode() for one in (service, other)]
    assert ["a midwife within 10 working days" in one for one in both] == [True, False]
    assert all(f"{address}?service={one.slug}" in both[0] for one in (service, other))
    assert client.get(f"{address}?service=nobody").status_code == 404


@pytest.mark.parametrize(
    "role", [Role.PRACTITIONER, Role.EVALUATOR, Role.REFERRER, Role.SYSTEM_ADMIN, Role.INFORMATION_GOVERNANCE]
)
def test_figures_are_not_for_everybody(client: Client, team: Team, made_for: Return, role: Role) -> None:
    client.force_login(user_with(role, team=team))
    assert client.get(reverse("reporting:returns")).status_code in (403, 404)
    assert client.get(page("return", made_for)).status_code in (403, 404)


@pytest.mark.full
def test_each_number_of_a_return_is_that_of_the_rows_it_opens_into(
    client: Client, maker: User, service: Service, team: Team, another: Callable[[], Case]
) -> None:
    hidden = another()
    another(), another()
    referral_to(team, received_on=last_quarter().first)
    Restriction.objects.create(family=hidden.family, reason="Relative of staff", starts=timezone.localdate())
    client.force_login(maker)
    for period in (last_quarter(), this_quarter()):
        made_for = Return.objects.create(service=service, first_day=period.first, last_day=period.last)
        text = client.get(page("return", made_for)).content.decode()
        assert len(numbers_that_open(text, into="part=counted")) > 20
        assert opened_wrong(client, text, into="part=") == {}
        assert "period=" in text
    assert not numbers_that_open(text, into="annex_age/?band=")  # which would tell who gave which answer


def test_n_opens_into_those_counted_and_of_into_all_that_they_are_out_of(
    client: Client, maker: User, made_for: Return, another: Callable[[], Case]
) -> None:
    another(), another()
    client.force_login(maker)
    text = client.get(page("return", made_for)).content.decode()
    address = page("figure", made_for, "first_slot_in_time")
    links = {href: number for href, number in numbers_that_open(text, into=address) if "period" not in href}
    assert links
    assert {href: rows_behind(client, href) for href in links} == links
    earlier = numbers_that_open(client.get(address).content.decode(), into="period=")
    assert {href: rows_behind(client, href) for href, _number in earlier} == dict(earlier)
    rows = client.get(f"{address}?part=whole").context["rows"].rows
    assert {row.part for row in rows} <= {"numerator", "denominator"}


@pytest.mark.parametrize("query", ["part=some", "band=7-13", "part=%00", "period=2001-02-q1", "period=%27"])
def test_a_part_band_or_period_that_the_line_has_not_is_not_there(
    client: Client, maker: User, made_for: Return, query: str
) -> None:
    client.force_login(maker)
    assert client.get(f"{page('figure', made_for, 'cases_opened')}?{query}").status_code == 404


def test_the_bands_of_an_annex_do_not_open_because_that_would_tell_the_answer(
    client: Client, maker: User, made_for: Return
) -> None:
    client.force_login(maker)
    address = page("figure", made_for, "annex_age")
    assert client.get(address).status_code == 200
    assert client.get(f"{address}?band=18_to_24").status_code == 404
