"""Pages of comparisons, cost and what else changed: typed by people, computed by jobs, read in plain words."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from families.actions.losses import record_loss
from families.actions.separations import record_return
from families.models import Case, Status
from outcomes.actions.comparisons import ComparisonNotYours, withdraw_comparison
from outcomes.actions.runs import ask_run, compute_run, stop_run
from outcomes.models import Comparison, OutcomeRun, RunProgress
from outcomes.periods import year_of, year_period
from outcomes.reading.other_pages import cost_page
from tests.factories.accounts import user_with
from tests.factories.comparisons import entered
from tests.factories.families import manager, team_offering, worked_case
from tests.factories.outcomes import stored_reading
from tests.integration.test_outcome_comparisons import case_of, gone
from tests.integration.test_removals import child_of

pytestmark = pytest.mark.django_db
YEAR = {"first_day": date(2021, 4, 1), "last_day": date(2022, 3, 31)}


@pytest.fixture
def team():
    return team_offering()


@pytest.fixture
def chief(client, team):
    user = manager(team)
    client.force_login(user)
    return user


def computed(team, kind: str, **more) -> OutcomeRun:
    days = {name: more.pop(name, day) for name, day in YEAR.items()}
    run = ask_run(service=team.services.get(), kind=kind, more=more, by=None, **days)
    compute_run(run_id=run.pk)
    run.refresh_from_db()
    return run


def typed(team, **changes) -> dict[str, str]:
    return {
        "service": str(team.services.get().pk),
        "title": "First forty against last forty",
        "source": "A published interview",
        "happened": "Removed",
        "otherwise": "At home",
        "before": "Earlier removal",
        "confounders": "Nobody was assigned by chance.",
        "cohort_1_label": "First 40",
        "cohort_1_size": "40",
        "cohort_1_happened": "20",
        "cohort_1_with_happened": "18",
        "cohort_1_without_otherwise": "13",
        "cohort_2_label": "Last 40",
        "cohort_2_size": "40",
        "cohort_2_happened": "7",
        "cohort_2_without_otherwise": "24",
    } | changes


def text_of(client, run: OutcomeRun) -> str:
    answer = client.get(reverse("outcomes:run", args=[run.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_two_published_cohorts_are_typed_and_read(client, team, chief):
    answer = client.post(reverse("outcomes:comparison_new"), typed(team))
    run = OutcomeRun.objects.get(kind="comparison")
    assert answer.url == reverse("outcomes:run", args=[run.pk])
    compute_run(run_id=run.pk)
    text = text_of(client, run)
    for words in ("20/40", "7/40", "50.0%", "17.5%", "−32.5", "unknown", "Nobody was assigned by chance."):
        assert words in text
    assert "exact test: P = 0.004." in text
    assert "chance would set them so far apart about 4 in 1,000 times" in text
    assert "It does not contain 0" in text


def test_nine_of_seven_are_refused_at_their_field_and_nothing_typed_is_lost(client, team, chief):
    answer = client.post(reverse("outcomes:comparison_new"), typed(team, cohort_2_with_happened="9"))
    text = answer.content.decode()
    assert answer.status_code == 400
    assert "That would be 9 of 7, and cannot be." in text
    assert 'id="id_cohort_2_with_happened-error"' in text or "cohort_2_with_happened-error" in text
    assert "Nobody was assigned by chance." in text
    assert not Comparison.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"cohort_1_size": "-1"},
        {"cohort_1_size": "99999999999999999999"},
        {"cohort_1_size": "many"},
        {"title": "x" * 200},
        {"title": "a\x00b"},
        {"service": "0190aaaa-0000-7000-8000-000000000001"},
        {"confounders": ""},
        {"cohort_2_label": " "},
    ],
    ids=["negative", "huge", "words", "long", "NUL", "foreign", "no confounders", "no name"],
)
def test_bad_input_is_answered_at_its_field(client, team, chief, wrong):
    answer = client.post(reverse("outcomes:comparison_new"), typed(team, **wrong))
    assert answer.status_code == 400
    assert "nhsuk-error-message" in answer.content.decode()
    assert not Comparison.objects.exists()


def test_the_same_form_sent_twice_makes_one_comparison(client, team, chief):
    form = typed(team, key="0190aaaa-0000-7000-8000-00000000000a")
    for _time in range(2):
        client.post(reverse("outcomes:comparison_new"), form)
    assert Comparison.objects.count() == 1
    assert OutcomeRun.objects.count() == 1


def test_a_comparison_is_withdrawn_by_whoever_entered_it_or_a_manager(client, team, chief):
    comparison = entered(team.services.get())
    admin = user_with(Role.RETURNS_ADMIN, team=team)
    with pytest.raises(ComparisonNotYours):
        withdraw_comparison(comparison=comparison, by=admin)
    client.post(reverse("outcomes:comparison_withdraw", args=[comparison.pk]))
    comparison.refresh_from_db()
    assert comparison.withdrawn_by == chief
    assert comparison.title not in client.get(reverse("outcomes:comparisons")).content.decode()


def test_two_cohorts_are_drawn_from_the_records(client, team, chief):
    for number in range(2):
        case = case_of(team, date(2021, 3, 1 + number))
        child = child_of(case, date(2021, 7, 1))
        if not number:
            gone(child, case)
    service = str(team.services.get().pk)
    answer = client.post(reverse("outcomes:comparison_draw"), {"service": service, "way": "order", "size": "1"})
    run = OutcomeRun.objects.get()
    assert answer.url == reverse("outcomes:run", args=[run.pk])
    compute_run(run_id=run.pk)
    text = text_of(client, run)
    assert "the first 1 and the last 1" in text
    assert "Nobody was put into either cohort by chance." in text
    assert "It contains 0, so chance alone may explain it." in text


@pytest.mark.parametrize("wrong", [{"size": ""}, {"size": "0"}, {"way": "version"}, {"way": "x"}, {"service": "x"}])
def test_what_cannot_be_drawn_is_said_at_its_field(client, team, chief, wrong):
    form = {"service": str(team.services.get().pk), "way": "order", "size": "1", **wrong}
    answer = client.post(reverse("outcomes:comparison_draw"), form)
    assert answer.status_code == 400
    assert "nhsuk-error-message" in answer.content.decode()


def test_the_cost_says_what_it_is_set_against(client, team, chief):
    case_of(team, date(2021, 3, 1))
    service = str(team.services.get().pk)
    form = {"service": service, "period": "2021-22", "counterfactual": "all"}
    answer = client.post(reverse("outcomes:cost"), form)
    run = OutcomeRun.objects.get()
    assert answer.url == reverse("outcomes:run", args=[run.pk])
    compute_run(run_id=run.pk)
    text = text_of(client, run)
    assert "£330,000" in text
    assert "6.1, so 7 removals avoided" in text
    # The words about the published sum stand beside that sum alone.
    assert "Our reconstruction" not in text
    run.refresh_from_db()
    run.result["sum"]["gross"] = 4_813_120
    assert cost_page(run)["is_published"]


def test_the_cost_of_a_quarter_is_refused_because_the_grant_is_for_a_year(team):
    case_of(team, date(2021, 3, 1))
    run = computed(team, "cost", counterfactual="all", last_day=date(2021, 6, 30))
    assert (run.state, run.error) == ("failed", "The costs are those of a year. Choose a year, from April to March.")


def test_a_period_that_is_not_over_says_so(client, team, chief):
    case_of(team, date(2021, 3, 1))
    assert "The period was not over" not in text_of(client, computed(team, "removals"))
    run = computed(team, "cost", counterfactual="all")
    OutcomeRun.objects.filter(pk=run.pk).update(parameters={**run.parameters, "as_of": "2022-03-31"})
    assert "The period was not over" in text_of(client, run)


def test_where_the_programme_never_pays_for_itself_no_line_says_that_it_does(client, team, chief):
    case_of(team, date(2021, 3, 1))
    page = cost_page(computed(team, "cost", counterfactual="all"))
    assert (page["even_at"], page["worse"]) == ("", False)
    assert "Under none of them" in text_of(client, OutcomeRun.objects.get())


@pytest.mark.parametrize(
    "wrong",
    [
        {"counterfactual": "cohort"},
        {"counterfactual": "published"},
        {"counterfactual": "published", "n": "9", "of": "7", "source": "x"},
        {"counterfactual": "nothing"},
        {"period": "1066-67"},
        {"period": "2021-22-q1"},
    ],
)
def test_a_counterfactual_that_is_none_is_refused(client, team, chief, wrong):
    case_of(team, date(2021, 3, 1))
    form = {"service": str(team.services.get().pk), "period": "2021-22", "counterfactual": "all", **wrong}
    answer = client.post(reverse("outcomes:cost"), form)
    assert answer.status_code == 400
    assert "nhsuk-error-message" in answer.content.decode()
    assert not OutcomeRun.objects.exists()


def test_what_else_changed_opens_into_the_cases_that_it_leaves_out(client, team, chief):
    case = worked_case(team, opened_on=date(2021, 5, 1), on=date(2021, 5, 20))[0]
    run = computed(team, "course")
    text = text_of(client, run)
    link = reverse("outcomes:left_out", args=[run.pk, "weeks_to_first_visit", "no_visit"])
    assert link in text
    assert "None of these figures says that the service brought it about" in text
    listed = client.get(link).content.decode()
    assert case.reference in listed
    assert reverse("families:case", args=[case.pk]) in listed


def test_distance_travelled_opens_into_the_cases_without_a_pair(client, team, chief):
    from tests.unit.test_outcomes_distance import case_of as old_case_of
    from tests.unit.test_outcomes_distance import close, days

    case = old_case_of(team)
    close(case, days(210), no_scores="moved_away")
    run = computed(team, "distance_travelled")
    link = reverse("outcomes:left_out", args=[run.pk, "distance", "no_start"])
    assert link in text_of(client, run)
    assert case.reference in client.get(link).content.decode()


def opened_list(client, run: OutcomeRun, figure: str, why: str) -> str:
    """The page of a list, which the page of its run leads to."""
    link = reverse("outcomes:left_out", args=[run.pk, figure, why])
    assert link in text_of(client, run)
    return client.get(link).content.decode()


def test_removals_open_into_those_not_followed_yet_and_those_who_died(client, team, chief):
    today = timezone.localdate()
    born_on = today - timedelta(days=60)
    growing, dead, removed = (case_of(team, born_on - timedelta(days=120)) for _ in range(3))
    for case in (growing, dead, removed):
        child_of(case, born_on)
    gone(child_of(removed, None), removed)
    record_loss(child=child_of(dead, None), kind="neonatal_death", lost_on=born_on + timedelta(days=8), by=None)
    Status.objects.create(
        person=child_of(dead, None).person, family=dead.family, kind="child_in_need", starts=born_on,
        ends=born_on + timedelta(days=8), open_to_social_services=True,
    )  # fmt: skip
    run = computed(team, "removals", first_day=born_on, last_day=today)
    for figure, why, shown in (
        ("live_births", "not_followed", growing), ("live_births", "died", dead), ("lost", "neonatal_death", dead),
        ("open_to_social_services", "dead", dead),
    ):  # fmt: skip
        text = opened_list(client, run, figure, why)
        assert [one.reference for one in (growing, dead, removed) if one.reference in text] == [shown.reference]


def test_who_came_too_late_for_the_cohort_stands_in_a_list_and_a_return_that_failed_is_said(client, team, chief):
    born_on = date(2021, 7, 1)
    late, separated, unseen = (case_of(team, date(2021, 3, 1)) for _ in range(3))
    for case in (late, separated, unseen):
        child_of(case, born_on)
    away = gone(child_of(separated, None), separated)
    record_return(separation=away, returned_on=born_on + timedelta(days=60), by=None)
    Case.objects.filter(pk=late.pk).update(opened_on=born_on + timedelta(days=365))
    Case.objects.filter(pk=separated.pk).update(opened_on=born_on + timedelta(days=30))
    Case.objects.filter(pk=unseen.pk).update(closed_on=born_on + timedelta(days=30), stage="closed")
    run = computed(team, "removals")
    for why, shown in (("came_late", late), ("gone_before", separated), ("out_of_sight", unseen)):
        text = opened_list(client, run, "live_births", why)
        assert [one.reference for one in (late, separated, unseen) if one.reference in text] == [shown.reference]
        assert ("Left out: " in text) is (why != "out_of_sight")
    text = text_of(client, run)
    assert "Still at home on" in text
    assert "all_ages/still_home" in text
    for key in ("came_late", "gone_before", "after_birth", "out_of_sight"):
        del run.result["denominators"][1][key]
    del run.result["separations"]["still_home"]
    run.save()
    assert "Compute it again to see them apart." in text_of(client, run)


def test_scores_below_the_rule_beside_fuller_ones_open_into_their_cases(client, team, chief):
    case = worked_case(team, opened_on=date(2021, 5, 1), on=date(2021, 5, 20))[0]
    part = dict.fromkeys(("bond", "safety", "health"), "not_asked")
    for scores, on, point in ((part, 3, "start"), (4, 10, "start"), (6, 200, "end")):
        stored_reading(case, scores, on=date(2021, 5, 1) + timedelta(days=on), point=point)
    Case.objects.filter(pk=case.pk).update(closed_on=date(2022, 1, 10), stage="closed")
    run = computed(team, "distance_travelled")
    assert run.result["tools"][0]["fuller"] == {"fuller_start": 1}
    assert case.reference in opened_list(client, run, "distance", "fuller_start")
    del run.result["tools"][0]["fuller"]
    run.save()
    assert "part-filled" not in text_of(client, run)


def test_removals_and_cost_open_into_the_cases_that_they_count(client, team, chief):
    cases = [case_of(team, date(2021, 3, 1)) for _ in range(2)]
    for case in cases:
        child_of(case, date(2021, 7, 1))
    gone(child_of(cases[0], None), cases[0])
    Status.objects.create(
        person=child_of(cases[0], None).person, family=cases[0].family, kind="child_in_need", starts=date(2021, 7, 1),
        open_to_social_services=True,
    )  # fmt: skip
    run = computed(team, "removals")
    for figure in ("families_open", "live_births", "open_to_social_services"):
        text = opened_list(client, run, figure, "counted")
        assert [one.reference for one in cases if one.reference in text] == [cases[0].reference]
        assert "Counted: " in text
    run = computed(team, "cost", counterfactual="all")
    assert cases[0].reference in opened_list(client, run, "separations", "counted")


def test_what_else_changed_opens_into_the_cases_that_it_counts(client, team, chief):
    case = worked_case(team, opened_on=date(2021, 5, 1), on=date(2021, 5, 20))[0]
    run = computed(team, "course")
    assert case.reference in opened_list(client, run, "gestation_at_referral", "counted")
    link = reverse("outcomes:left_out", args=[run.pk, "weeks_to_first_visit", "counted"])
    assert link not in text_of(client, run)
    assert "there is none" in client.get(link).content.decode()


def test_two_runs_of_one_kind_are_told_apart_where_they_are_listed(client, team, chief):
    case_of(team, date(2021, 5, 1))
    typed_in = entered(service=team.services.get())
    computed(team, "cost", counterfactual="all")
    computed(team, "comparison", way="order", size=1)
    computed(team, "comparison", way="entered", comparison=str(typed_in.pk))
    assert "every one would have been removed" in client.get(reverse("outcomes:cost")).content.decode()
    for page in ("outcomes:comparisons", "outcomes:runs"):
        text = client.get(reverse(page)).content.decode()
        assert "the first 1 and the last 1" in text
        assert typed_in.title in text


def test_cost_opens_into_families_not_open_to_social_services(client, team, chief):
    case = case_of(team, date(2021, 5, 1))
    run = computed(team, "cost", counterfactual="all")
    assert case.reference in opened_list(client, run, "families_open", "not_open")
    assert "there is none" in client.get(
        reverse("outcomes:left_out", args=[run.pk, "separations", "no_birthday"])
    ).content.decode()  # fmt: skip


def test_a_comparison_by_order_opens_into_those_between_and_an_entered_one_into_nothing(client, team, chief):
    cases = [case_of(team, date(2021, 3, 1) + timedelta(days=number)) for number in range(3)]
    for case in cases:
        child_of(case, date(2021, 7, 1))
    run = computed(team, "comparison", way="order", size=1)
    text = opened_list(client, run, "last", "between")
    assert [one.reference for one in cases if one.reference in text] == [cases[1].reference]
    typed_in = entered(service=team.services.get())
    run = computed(team, "comparison", way="entered", comparison=str(typed_in.pk))
    assert client.get(reverse("outcomes:left_out", args=[run.pk, "first", "died"])).status_code == 404


@pytest.mark.parametrize(("figure", "why"), [("no-figure", "no_visit"), ("no_access", "no-reason")])
def test_there_is_no_list_of_what_is_no_figure(client, team, chief, figure, why):
    run = computed(team, "course")
    assert client.get(reverse("outcomes:left_out", args=[run.pk, figure, why])).status_code == 404


def test_a_case_of_another_team_is_counted_in_the_list_and_named_to_who_makes_returns_alone(client, team, chief):
    other = team_offering(partnership=team.partnership)
    case = worked_case(other, opened_on=date(2021, 5, 1), on=date(2021, 5, 20))[0]
    run = computed(team, "course")
    link = reverse("outcomes:left_out", args=[run.pk, "weeks_to_first_visit", "no_visit"])
    text = client.get(link).content.decode()
    assert case.reference not in text
    assert "1 row of this page is restricted." in text
    client.force_login(user_with(Role.RETURNS_ADMIN, team=team))
    text = client.get(link).content.decode()
    assert case.reference in text
    assert reverse("families:case", args=[case.pk]) not in text


def test_a_restricted_family_is_counted_in_the_list_and_not_named(client, team, chief):
    from families.models import Restriction

    case = worked_case(team, opened_on=date(2021, 5, 1), on=date(2021, 5, 20))[0]
    run = computed(team, "course")
    Restriction.objects.create(family=case.family, reason="x", starts=timezone.localdate())
    text = client.get(reverse("outcomes:left_out", args=[run.pk, "weeks_to_first_visit", "no_visit"])).content.decode()
    assert case.reference not in text
    assert "1 row of this page is restricted." in text


def test_a_run_that_waits_is_cancelled_at_once_and_computed_no_more(client, team, chief):
    run = ask_run(service=team.services.get(), kind="removals", by=chief, **YEAR)
    client.post(reverse("outcomes:run_stop", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == "cancelled"
    assert compute_run(run_id=run.pk) is None
    text = text_of(client, run)
    assert "This run was cancelled." in text
    assert "About this run" in text
    assert "What it was computed from" not in text
    assert ask_run(service=team.services.get(), kind="removals", by=chief, **YEAR) != run


def test_a_result_is_not_cancelled_any_more(client, team, chief):
    run = computed(team, "removals")
    assert stop_run(run=run, by=chief).state == "done"
    assert RunProgress.objects.get(run=run).stop_asked_at is None


def test_the_page_says_how_far_a_run_has_come(client, team, chief):
    run = ask_run(service=team.services.get(), kind="removals", by=chief, **YEAR)
    OutcomeRun.objects.filter(pk=run.pk).update(started_at=timezone.now())
    RunProgress.objects.filter(run=run).update(done=1500, total=4000)
    assert "1,500 of about 4,000 rows read." in text_of(client, run)


def test_what_waits_is_told_apart_from_what_is_in_hand_in_the_list_and_for_long_on_its_page(client, team, chief):
    case_of(team, date(2021, 5, 1))
    run = ask_run(service=team.services.get(), kind="removals", by=chief, **YEAR)
    listed = reverse("outcomes:runs") + f"?service={run.service_id}&period=2021-22"
    assert "It has waited since" not in text_of(client, run)
    OutcomeRun.objects.filter(pk=run.pk).update(entered_at=timezone.now() - timedelta(minutes=5))
    assert "It has waited since" in text_of(client, run)
    assert "Waiting for the worker</div>" in client.get(listed).content.decode()
    OutcomeRun.objects.filter(pk=run.pk).update(started_at=timezone.now())
    RunProgress.objects.filter(run=run).update(attempts=2)
    assert "computed again from the beginning" in text_of(client, run)
    assert "Being computed</div>" in client.get(listed).content.decode()


def test_a_new_run_under_way_stands_above_the_result_before_and_can_be_cancelled_there(client, team, chief):
    case_of(team, date(2021, 5, 1))
    computed(team, "removals")
    run = ask_run(service=team.services.get(), kind="removals", by=chief, **YEAR)
    text = client.get(reverse("outcomes:runs") + f"?service={run.service_id}&period=2021-22").content.decode()
    assert reverse("outcomes:run_stop", args=[run.pk]) in text
    assert "What counts as a removal" in text


@pytest.mark.parametrize(
    ("kind", "more", "way"),
    [
        ("removals", {}, "outcomes:runs"),
        ("cost", {"counterfactual": "all"}, "outcomes:cost"),
        ("comparison", {"way": "order", "size": 1}, "outcomes:comparisons"),
    ],
)
def test_a_run_leads_back_to_where_it_was_asked_for(client, team, chief, kind, more, way):
    run = ask_run(service=team.services.get(), kind=kind, more=more, by=chief, **YEAR)
    chosen = f"?service={run.service_id}&amp;period=2021-22" if way == "outcomes:runs" else ""
    assert f'href="{reverse(way)}{chosen}"' in text_of(client, run)


def test_nonsense_in_a_field_that_the_choice_does_not_ask_for_stops_nobody(client, team, chief):
    case_of(team, date(2021, 3, 1))
    form = {"service": str(team.services.get().pk), "period": "2021-22", "counterfactual": "all", "n": "many"}
    assert client.post(reverse("outcomes:cost"), form).status_code == 302
    form = {"service": form["service"], "way": "order", "size": "1", "under": "no version"}
    assert client.post(reverse("outcomes:comparison_draw"), form).status_code == 302


def test_a_period_in_which_nobody_was_born_removed_or_closed_draws_nothing_and_says_so(client, team, chief):
    case_of(team, date(2021, 5, 1))
    computed(team, "removals")
    computed(team, "distance_travelled")
    page = reverse("outcomes:runs") + f"?service={team.services.get().pk}&period=2021-22"
    text = client.get(page).content.decode()
    for words in ("there is no chart of removals over time", "No case that counts closed in the period.",
                  "No child with a known date of birth was first separated in the period."):  # fmt: skip
        assert words in text
    for words in ("Of these children 0", "Told apart", 'id="over-time"', "The period was not over"):
        assert words not in text


def test_the_page_of_a_year_that_goes_on_says_that_more_may_follow(client, team, chief):
    case_of(team, timezone.localdate() - timedelta(days=2))
    year = year_period(year_of(timezone.localdate()))
    computed(team, "course", first_day=year.first, last_day=year.last)
    page = reverse("outcomes:runs") + f"?service={team.services.get().pk}&period={year.key}"
    assert "The period was not over when this was computed." in client.get(page).content.decode()


def test_quarters_that_are_not_followed_to_the_end_say_so(client, team, chief):
    today = timezone.localdate()
    case = case_of(team, today - timedelta(days=200))
    child_of(case, today - timedelta(days=30))
    run = ask_run(
        service=team.services.get(), kind="removals", first_day=today - timedelta(days=60), last_day=today, by=None
    )
    compute_run(run_id=run.pk)
    text = text_of(client, run)
    assert "No quarter has been followed to the end yet" in text
    assert "not known yet" in text
