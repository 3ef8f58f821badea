"""Returns on the pages: opened, read, commented, signed, changed afterwards, signed again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import signing
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Team, User
from accounts.roles import Role
from activity.models import AccessEntry
from families.models import Case, Exclusion, Restriction, Service
from outcomes.periods import Period, quarter_period, year_of
from reporting.models import Return, ReturnLine, ReturnRow, ReturnVersion
from reporting.periods import previous
from tests.factories import families as make
from tests.factories.accounts import PartnershipFactory, TeamFactory, user_with

pytestmark = pytest.mark.django_db


def this_quarter() -> Period:
    today = timezone.localdate()
    return quarter_period(year_of(today), (today.month - 4) % 12 // 3 + 1)


def last_quarter() -> Period:
    return previous(this_quarter())


@pytest.fixture
def team() -> Team:
    return make.team_offering()


@pytest.fixture
def service(team: Team) -> Service:
    return Service.objects.get(partnership=team.partnership, slug="jig-so")


@pytest.fixture
def maker(team: Team) -> User:
    return user_with(Role.RETURNS_ADMIN, team=team)


@pytest.fixture
def made_for(service: Service) -> Return:
    period = last_quarter()
    return Return.objects.create(service=service, first_day=period.first, last_day=period.last)


@pytest.fixture
def another(team: Team) -> Callable[[], Case]:
    def make_case() -> Case:
        """A case that was opened on the first day of the last quarter."""
        case, _nurse, _parent = make.worked_case(team=team)
        day = last_quarter().first
        Case.objects.filter(pk=case.pk).update(referred_on=day, opened_on=day)
        case.refresh_from_db()
        return case

    return make_case


def page(name: str, made_for: Return, *more: object) -> str:
    return reverse(f"reporting:{name}", args=[made_for.pk, *more])


def shown(client: Client, made_for: Return) -> str:
    return client.get(page("return", made_for)).context["sign"].initial["shown"]


def signed(client: Client, made_for: Return, **more: str) -> ReturnVersion:
    answer = client.post(page("sign", made_for), {"shown": shown(client, made_for), **more})
    assert answer.status_code == 302
    return made_for.versions.last()


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
    client.get(page("download", made_for, "csv"))
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
    assert client.get(page("download", made_for, "csv")).status_code in (403, 404)


def test_returns_of_another_partnership_are_not_there(client: Client, made_for: Return) -> None:
    elsewhere = TeamFactory(partnership=PartnershipFactory())
    client.force_login(user_with(Role.RETURNS_ADMIN, team=elsewhere))
    for name, more in [("return", ()), ("figure", ("families_open",)), ("download", ("csv",))]:
        assert client.get(page(name, made_for, *more)).status_code == 404
    assert client.post(page("sign", made_for), {"shown": "x"}).status_code == 404


def test_commentary_is_kept_and_frozen(client: Client, maker: User, made_for: Return) -> None:
    client.force_login(maker)
    data = {"version": made_for.version, "how_much": "More came in August.", "better_off": "  "}
    assert client.post(page("commentary", made_for), data).status_code == 302
    made_for.refresh_from_db()
    assert made_for.commentary == {"how_much": "More came in August."}
    version = signed(client, made_for)
    assert version.commentary == made_for.commentary
    assert b"More came in August." in client.get(page("versions", made_for, 1)).content


def test_a_stale_commentary_answers_409_with_both_texts(client: Client, maker: User, made_for: Return) -> None:
    client.force_login(maker)
    client.post(page("commentary", made_for), {"version": made_for.version, "how_much": "First"})
    answer = client.post(page("commentary", made_for), {"version": made_for.version, "how_much": "Second"})
    assert answer.status_code == 409
    assert b"First" in answer.content
    assert b"Second" in answer.content


def test_signing_freezes_every_figure_with_its_rows(
    client: Client, maker: User, made_for: Return, another: Callable[[], Case]
) -> None:
    case = another()
    client.force_login(maker)
    version = signed(client, made_for)
    assert (version.number, version.signed_by, len(version.digest)) == (1, maker, 64)
    line = version.lines.get(key="cases_opened")
    assert (line.value, line.rows.get().object_id, line.rows.get().reference) == ("1", case.pk, case.reference)
    kept = client.get(page("kept_figure", made_for, 1, "cases_opened")).content.decode()
    assert case.reference in kept
    since = client.get(page("versions", made_for, 1)).content
    assert b"every figure and every row behind it is as it was signed" in since


def test_what_was_signed_cannot_be_changed(
    client: Client, maker: User, made_for: Return, another: Callable[[], Case]
) -> None:
    another()
    client.force_login(maker)
    signed(client, made_for)
    for rows in (ReturnVersion.objects.all(), ReturnLine.objects.all(), ReturnRow.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()


def test_a_draft_that_moved_on_is_not_signed(
    client: Client, maker: User, made_for: Return, another: Callable[[], Case]
) -> None:
    another()
    client.force_login(maker)
    token = shown(client, made_for)
    another()
    answer = client.post(page("sign", made_for), {"shown": token})
    assert answer.status_code == 409
    assert b"Cases opened" in answer.content
    assert b"Referrals received" not in answer.content
    assert not made_for.versions.exists()


def test_other_rows_of_the_same_number_are_noticed(
    client: Client, maker: User, made_for: Return, another: Callable[[], Case]
) -> None:
    first, second = another(), another()
    before = last_quarter().first - timedelta(days=1)
    Case.objects.filter(pk=second.pk).update(opened_on=before, referred_on=before)
    client.force_login(maker)
    token = shown(client, made_for)
    Case.objects.filter(pk=second.pk).update(opened_on=first.opened_on)
    Case.objects.filter(pk=first.pk).update(opened_on=before, referred_on=before)
    answer = client.post(page("sign", made_for), {"shown": token})
    assert answer.status_code == 409
    assert b"other rows are counted" in answer.content


@pytest.mark.parametrize("token", ["", "nonsense", signing.Signer(salt="other").sign("e30=")])
def test_figures_that_were_not_shown_are_not_signed(client: Client, maker: User, made_for: Return, token: str) -> None:
    client.force_login(maker)
    assert client.post(page("sign", made_for), {"shown": token}).status_code == 400
    assert not made_for.versions.exists()


def test_later_changes_show_line_by_line_and_row_by_row(
    client: Client, maker: User, made_for: Return, another: Callable[[], Case]
) -> None:
    kept, moved = another(), another()
    client.force_login(maker)
    signed(client, made_for)
    Case.objects.filter(pk=moved.pk).update(opened_on=last_quarter().last + timedelta(days=1))
    late = another()
    answer = client.get(page("versions", made_for, 1))
    change = next(one for one in answer.context["changes"] if one.key == "cases_opened")
    assert (change.signed, change.now, change.count) == ("2", "2", 2)
    assert {(row.reference, row.before, row.after) for row in change.rows} == {
        (moved.reference, "Counted", "Not there"),
        (late.reference, "Not there", "Counted"),
    }
    assert kept.reference not in {row.reference for one in answer.context["changes"] for row in one.rows}


def test_it_is_sent_again_with_a_reason_and_both_versions_stay(
    client: Client, maker: User, made_for: Return, another: Callable[[], Case]
) -> None:
    client.force_login(maker)
    first = signed(client, made_for)
    before = client.get(page("download_version", made_for, 1, "xlsx")).content
    another()
    refused = client.post(page("sign", made_for), {"shown": shown(client, made_for)})
    assert refused.status_code == 400
    assert b"Say why the return is sent again" in refused.content
    second = signed(client, made_for, why="A case came to light")
    assert (second.number, second.why) == (2, "A case came to light")
    assert first.digest != second.digest
    assert first.lines.get(key="cases_opened").value == "0"
    assert second.lines.get(key="cases_opened").value == "1"
    assert client.get(page("download_version", made_for, 1, "xlsx")).content == before


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


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.REFERRER, Role.SYSTEM_ADMIN, Role.INFORMATION_GOVERNANCE])
def test_figures_are_not_for_everybody(client: Client, team: Team, made_for: Return, role: Role) -> None:
    client.force_login(user_with(role, team=team))
    assert client.get(reverse("reporting:returns")).status_code in (403, 404)
    assert client.get(page("return", made_for)).status_code in (403, 404)
