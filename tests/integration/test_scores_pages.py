"""Scores in the browser's words: recording on a phone, drafts, double sending, two editors, who may."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from activity.models import AccessEntry, Draft
from outcomes.actions.tools import load_tools
from outcomes.models import Assessment
from tests.factories.families import antenatal_case, manager, partner_case, team_offering, worked_case
from tests.factories.outcomes import TOOL, areas, by_score_only, posted, reading, tool_version

pytestmark = pytest.mark.django_db


def day(back: int = 0):
    return timezone.localdate() - timedelta(days=back)


@pytest.fixture
def case_and_worker(client):
    case, _nurse, worker = worked_case()
    tool_version(case.partnership)
    client.force_login(worker)
    return case, worker


def new(case):
    return reverse("outcomes:assessment_new", args=[case.pk])


def page_of(case):
    return reverse("outcomes:scores", args=[case.pk])


def test_the_form_shows_every_area_with_words_and_nothing_chosen(client, case_and_worker):
    case, _worker = case_and_worker
    page = client.get(new(case)).content.decode()
    assert page.count("jigso-scale__input") == 8 * 13
    assert "We manage every day on our own and know whom to ask" in page
    assert "Ffion" in page
    assert " checked" not in page


def test_a_reading_is_saved_and_stands_on_the_page(client, case_and_worker):
    case, worker = case_and_worker
    data = posted(tool_version(case.partnership), {"bond": "preferred_not_to"}, on=day(2), note="We sleep now")
    answer = client.post(new(case), data, follow=True)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "The scores are saved." in page
    assert "Preferred not to say" in page
    assert "We sleep now" in page
    assert Assessment.objects.get().assessed_by == worker


def test_the_second_person_of_a_sitting_starts_with_its_day_but_without_scores(client, case_and_worker):
    case, _worker = case_and_worker
    first = reading(case, 4, on=day(3))
    page = client.get(f"{new(case)}?after={first.pk}").content.decode()
    assert page.count(" checked") == 1
    assert f'value="{day(3).day}"' in page


def test_what_is_missing_is_said_at_its_area_and_nothing_is_lost(client, case_and_worker):
    case, worker = case_and_worker
    data = posted(tool_version(case.partnership), 7, on=day(2), note="Half way")
    del data["score_feelings"]
    data["score_health"] = "11"
    answer = client.post(new(case), data)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Feelings and coping: Choose a score from 1 to 10, or say why there is none." in page
    assert "Our health: Choose a score from 1 to 10" in page
    assert "Half way" in page
    assert page.count(" checked") == 6 + 2
    assert Draft.objects.get(user=worker).data["score_bond"] == "7"
    assert not Assessment.objects.exists()


def test_the_same_kind_on_the_same_day_is_refused_at_the_date(client, case_and_worker):
    case, _worker = case_and_worker
    reading(case, 4, on=day(2))
    answer = client.post(new(case), posted(tool_version(case.partnership), 6, on=day(2)))
    assert answer.status_code == 400
    assert "on this day already" in answer.content.decode()
    assert Assessment.objects.count() == 1


@pytest.mark.parametrize("back", [-1, 400])
def test_a_day_that_cannot_be_is_refused(client, case_and_worker, back):
    case, _worker = case_and_worker
    answer = client.post(new(case), posted(tool_version(case.partnership), 6, on=day(back)))
    assert answer.status_code == 400
    assert not Assessment.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"note": "a\x00b"}, {"note": "x" * 1_000_000}, {"assessed_on-day": "31", "assessed_on-month": "2"}, {"key": "no"}],
)
def test_nonsense_is_refused_with_a_message_and_kept(client, case_and_worker, wrong):
    case, _worker = case_and_worker
    data = posted(tool_version(case.partnership), 6, on=day(2)) | wrong
    answer = client.post(new(case), data)
    assert answer.status_code == 400
    assert not Assessment.objects.exists()


def test_a_double_click_saves_one_reading(client, case_and_worker):
    case, _worker = case_and_worker
    data = posted(tool_version(case.partnership), 6, on=day(2)) | {"key": "0190aaaa-0000-7000-8000-000000000001"}
    for _time in range(2):
        assert client.post(new(case), data).status_code == 302
    assert Assessment.objects.count() == 1


def test_stopping_for_today_keeps_a_draft_that_comes_back(client, case_and_worker):
    case, _worker = case_and_worker
    data = posted(tool_version(case.partnership), 6, on=day(2)) | {"draft": "1"}
    del data["score_bond"]
    assert client.post(new(case), data).status_code == 302
    page = client.get(new(case)).content.decode()
    assert page.count(" checked") == 7 + 2
    assert not Assessment.objects.exists()
    del data["draft"]
    client.post(new(case), data | {"score_bond": "3"})
    assert Assessment.objects.count() == 1
    assert not Draft.objects.exists()


def test_a_correction_is_saved_and_a_second_one_from_an_old_page_is_a_conflict(client, case_and_worker):
    case, _worker = case_and_worker
    made = reading(case, 4, on=day(2))
    where = reverse("outcomes:assessment", args=[made.pk])
    assert client.get(where).content.decode().count(" checked") == 8 + 2
    data = posted(made.version_used, {"bond": 9}, on=day(2)) | {"version": "1"}
    assert client.post(where, data).status_code == 302
    answer = client.post(where, data | {"score_bond": "2"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Getting to know the baby" in page
    assert ">9<" in page
    assert ">2<" in page
    assert made.scores.get(domain__key="bond").value == 9


def test_parent_and_worker_stand_side_by_side_with_how_far_apart_they_are(client, case_and_worker):
    case, _worker = case_and_worker
    for respondent, score in (("parent", 7), ("worker", 5)):
        reading(case, 4, on=day(20), respondent=respondent)
        reading(case, {"bond": score}, on=day(2), respondent=respondent, point="interim")
    page = client.get(page_of(case)).content.decode()
    assert '<th class="nhsuk-table__header" scope="col">Apart</th>' in page
    assert '<td class="nhsuk-table__cell">2</td></tr>' in page
    assert "agree" in page
    assert "better by 3" in page
    assert "The change so far" in page


def test_a_missing_start_is_said_and_an_interim_is_no_start(client, case_and_worker):
    case, _worker = case_and_worker
    reading(case, 4, on=day(20), point="interim")
    page = client.get(page_of(case)).content.decode()
    assert "There are no start scores yet." in page
    assert "The change so far" not in page


def test_a_colleague_who_is_not_named_reads_but_does_not_write(client):
    case, *_named = worked_case()
    from tests.factories.families import midwife

    made = reading(case, 4, on=day(2))
    client.force_login(midwife(case.team))
    assert client.get(page_of(case)).status_code == 200
    data = posted(made.version_used, 6, on=day(1))
    for where in (new(case), reverse("outcomes:assessment", args=[made.pk])):
        assert client.get(where).status_code == 403
        assert client.post(where, data | {"version": "1"}).status_code == 403
    assert Assessment.objects.get().version == 1


def test_for_another_team_the_scores_do_not_exist(client):
    case, *_named = worked_case()
    made = reading(case, 4, on=day(2))
    stranger = manager(team_offering())
    client.force_login(stranger)
    for where in (page_of(case), new(case), reverse("outcomes:assessment", args=[made.pk])):
        assert client.get(where).status_code == 404


def test_a_fathers_scores_are_his_own(client):
    case, *_named = worked_case()
    father = partner_case(case)
    reading(father, 3, on=day(2), note="His own words")
    client.force_login(manager(case.team))
    assert "His own words" not in client.get(page_of(case)).content.decode()
    assert "His own words" in client.get(page_of(father)).content.decode()


def test_reading_the_scores_is_remembered(client, case_and_worker):
    case, worker = case_and_worker
    client.get(page_of(case))
    entry = AccessEntry.objects.filter(user_id=worker.pk, kind="opened").latest("pk")
    assert (entry.reference, entry.detail["part"]) == (case.reference, "scores")


def test_the_page_asks_the_database_as_often_for_ten_readings_as_for_two(
    client, case_and_worker, django_assert_max_num_queries
):
    case, _worker = case_and_worker
    for back in range(10):
        reading(case, 4, on=day(back), point="interim", respondent="worker" if back % 2 else "parent")
    with django_assert_max_num_queries(40):
        client.get(page_of(case))


def test_without_a_loaded_tool_nothing_is_offered(client):
    from families.models import Case

    team = team_offering()
    case = antenatal_case(team)
    client.force_login(manager(team))
    assert client.get(new(case)).status_code == 404
    assert "Record scores" not in client.get(page_of(case)).content.decode()
    assert Case.objects.count() == 1


def test_one_question_a_screen_ends_in_the_whole_form_to_be_looked_over(client):
    case, nurse, _parent = worked_case()
    client.force_login(nurse)
    version = tool_version(case.partnership)
    page = reverse("outcomes:assessment_new", args=[case.pk])
    said = posted(version, 4, on=timezone.localdate())
    about = {name: value for name, value in said.items() if not name.startswith(("score_", "note"))}
    answer = client.post(f"{page}?step=0", about)
    for number, key in enumerate(areas(version), start=1):
        assert answer.url == f"{page}?tool={TOOL}&step={number}"
        assert client.get(answer.url).status_code == 200
        answer = client.post(answer.url, {f"score_{key}": str(number)})
    assert answer.url == f"{page}?tool={TOOL}"
    assert not Assessment.objects.exists()
    whole = client.get(answer.url).content.decode()
    assert whole.count(" checked") == len(areas(version)) + 2
    assert "jigso-scale__picture" in whole


def test_a_screen_without_an_answer_says_so_and_goes_nowhere(client):
    case, nurse, _parent = worked_case()
    client.force_login(nurse)
    tool_version(case.partnership)
    page = reverse("outcomes:assessment_new", args=[case.pk])
    for sent in ({}, {"score_daily_care": "11"}, {"score_daily_care": "a\x00"}):
        answer = client.post(f"{page}?step=1", sent)
        assert answer.status_code == 400
        assert "Choose a score from 1 to 10" in answer.content.decode()
    assert client.get(f"{page}?step=9").status_code == 404
    assert client.get(f"{page}?step=-1").status_code == 200


def test_a_licensed_tool_is_recorded_by_its_numbers_alone(client, tmp_path):
    case, nurse, _parent = worked_case()
    [version] = load_tools(partnership=case.partnership, files=(by_score_only(tmp_path),), by=None)
    client.force_login(nurse)
    page = client.get(new(case)).content.decode()
    assert page.count("jigso-scale__input") == 8 * 13
    assert "Looking after the baby" in page
    assert "We manage every day" not in page
    assert "How is everyday care going" not in page
    assert "10 is the best score, 1 the worst." in page
    assert client.post(new(case), posted(version, 6, on=day(2))).status_code == 302
    assert Assessment.objects.get().version_used == version


def test_a_tool_on_which_low_is_good_says_so_where_it_is_scored_and_where_it_is_read(client, tmp_path):
    case, nurse, _parent = worked_case()
    path = by_score_only(tmp_path)
    path.write_text(path.read_text().replace("minimum = 1\nmaximum = 10\ndirection = 1",
                                             "minimum = 0\nmaximum = 27\ndirection = -1"))  # fmt: skip
    [version] = load_tools(partnership=case.partnership, files=(path,), by=None)
    client.force_login(nurse)
    page = client.get(new(case)).content.decode()
    assert "0 is the best score, 27 the worst." in page
    names = re.findall(r'\bid="([^"]+)"', page)
    assert len(names) == len(set(names))
    for score, back, point in ((20, 26, "start"), (4, 2, "interim")):
        client.post(new(case), posted(version, score, on=day(back), point=point))
    text = client.get(page_of(case)).content.decode()
    assert "better by 16" in text
    assert "0 is the best score, 27 the worst." in text
    assert "Small scores are better" in client.get(reverse("outcomes:journey", args=[case.pk])).content.decode()


def test_three_voices_have_three_marks(client, case_and_worker):
    case, _worker = case_and_worker
    for who in ("parent", "joint", "worker"):
        reading(case, 4, on=day(20), respondent=who)
        reading(case, 6, on=day(2), respondent=who, point="interim")
    page = client.get(page_of(case)).content.decode()
    for mark in ("jigso-key__parent", "jigso-key__joint", "jigso-key__worker", "jigso-chart__j jigso-chart__now"):
        assert mark in page


def test_whoever_closes_without_end_scores_is_led_to_where_they_are_recorded(client, case_and_worker):
    case, _worker = case_and_worker
    closing = reverse("families:close", args=[case.pk])
    assert f'href="{new(case)}"' in client.get(closing).content.decode()
    reading(case, 6, on=day(1), point="end")
    assert f'href="{new(case)}"' not in client.get(closing).content.decode()
