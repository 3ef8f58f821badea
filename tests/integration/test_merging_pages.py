"""The pages of a merge: who finds them, what they show, what they refuse; and the old addresses afterwards."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from families.actions.merging import merge_people
from families.actions.merging_undo import undo_merge
from families.merging.pairs import default_choices
from families.models import Exclusion, Goal, Merge, VisitCase
from tests.factories.families import antenatal_case, manager, midwife, partner_case, team_offering, visit_row
from tests.factories.referrals import referral_to, same_person_as

pytestmark = pytest.mark.django_db

OPENED = timezone.localdate() - timedelta(days=35)


class Two:
    """Two records of one mother in one team, its manager, and a browser."""

    def __init__(self, client):
        self.team = team_offering()
        self.one = antenatal_case(self.team, given_name="Ffion", family_name="Sampl")
        self.other = antenatal_case(self.team, given_name="Fion", family_name="Sampel", opened_on=OPENED)
        self.boss = manager(self.team)
        self.client = client
        client.force_login(self.boss)

    @property
    def url(self):
        return reverse("families:merge_new", args=[self.one.client_id, self.other.client_id])

    def shown(self, url=None):
        """Open the page; what its form would send, with a reason."""
        page = self.client.get(url or self.url)
        assert page.status_code == 200, page.content.decode()
        return form_of(page) | {"why": "Same NHS card"}

    def merged(self):
        choices = default_choices(self.one.client, self.other.client)
        return merge_people(kept=self.one.client, merged=self.other.client, choices=choices, why="Card", by=self.boss)


def form_of(page):
    """Every hidden field, and every answer that is chosen, of the last form of a page."""
    text = page.content.decode()
    sent = {}
    for tag in re.findall(r"<input[^>]+>", text):
        named = dict(re.findall(r'(\w[\w-]*)="([^"]*)"', tag))
        chosen = named.get("type") == "hidden" or re.search(r"\bchecked\b", tag)
        if "name" in named and named["name"] != "csrfmiddlewaretoken" and chosen:
            sent[named["name"]] = named.get("value", "")
    return sent


@pytest.fixture
def two(client):
    return Two(client)


def test_the_other_record_is_found_compared_merged_and_undone(two):
    same = reverse("families:person_same", args=[two.one.client_id])
    found = two.client.post(same, {"words": "Sampel"}).content.decode()
    assert two.url in found
    answer = two.client.post(two.url, two.shown())
    merge = Merge.objects.get()
    assert answer.url == reverse("families:merge", args=[merge.pk])
    page = two.client.get(answer.url).content.decode()
    assert "Same NHS card" in page
    undo = reverse("families:merge_undo", args=[merge.pk])
    assert undo in page
    assert two.client.post(undo, two.shown(undo) | {"why": "Two people"}).url == answer.url
    merge.refresh_from_db()
    assert (merge.undone_by, merge.undone_why) == (two.boss, "Two people")
    assert two.client.get(reverse("families:case", args=[two.other.pk])).status_code == 200


def test_the_preview_says_what_moves_and_writes_nothing(two):
    visit_row(two.other, midwife(two.team))
    page = two.client.get(two.url).content.decode()
    assert "What the merge does" in page
    assert not Merge.objects.exists()
    assert VisitCase.objects.get().case == two.other


def test_what_changed_since_the_preview_is_shown_and_nothing_is_merged(two):
    sent = two.shown()
    visit_row(two.other, midwife(two.team))
    answer = two.client.post(two.url, sent)
    assert answer.status_code == 409
    assert "Look again at what moves" in answer.content.decode()
    assert not Merge.objects.exists()
    assert two.client.post(two.url, form_of(answer) | {"why": "Same card"}).status_code == 302


def test_a_changed_answer_is_shown_before_it_is_merged(two):
    answer = two.client.post(two.url, two.shown() | {"families": "apart"})
    assert answer.status_code == 200
    assert "You changed a choice" in answer.content.decode()
    assert not Merge.objects.exists()


@pytest.mark.parametrize("changes", [{"why": ""}, {"why": "x"}, {"why": "\x00"}, {"families": "three"}])
def test_an_answer_that_is_missing_or_none_is_said_at_its_field(two, changes):
    answer = two.client.post(two.url, two.shown() | changes)
    assert answer.status_code == 400
    assert "Error:" in answer.content.decode()
    assert not Merge.objects.exists()


def test_a_preview_of_somebody_elses_making_is_no_preview(two):
    answer = two.client.post(two.url, two.shown() | {"shown": "made-up"})
    assert (answer.status_code, Merge.objects.count()) == (200, 0)


def test_pressed_twice_it_is_merged_and_undone_once(two):
    sent = two.shown()
    assert {two.client.post(two.url, sent).status_code for _press in range(2)} == {302}
    undo = reverse("families:merge_undo", args=[Merge.objects.get().pk])
    back = two.shown(undo)
    assert {two.client.post(undo, back).status_code for _press in range(2)} == {302}
    assert Merge.objects.count() == 1


def test_a_practitioner_and_another_teams_manager_do_not_find_the_pages(two):
    merge = two.merged()
    pages = [two.url, reverse("families:merge", args=[merge.pk]), reverse("families:merge_undo", args=[merge.pk])]
    for user in (midwife(two.team), manager(team_offering(partnership=two.team.partnership))):
        two.client.force_login(user)
        for page in pages:
            assert two.client.get(page).status_code == 404
            assert two.client.post(page, {"why": "Same"}).status_code in (404, 405)


def test_who_may_not_see_all_that_it_touches_is_told_so_and_by_nothing_more(two):
    """The partner in the same family has a case with another team."""
    elsewhere = team_offering(partnership=two.team.partnership)
    theirs = partner_case(two.other, given_name="Cudd")
    type(theirs).objects.filter(pk=theirs.pk).update(team=elsewhere)
    answer = two.client.get(two.url)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "you must manage the team of every case" in page
    assert theirs.reference not in page
    assert "Cudd" not in page


def test_an_excluded_manager_does_not_find_the_second_record(two):
    Exclusion.objects.create(family=two.other.family, user=two.boss, reason="Alleged", starts=OPENED)
    assert two.client.get(two.url).status_code == 404
    same = reverse("families:person_same", args=[two.one.client_id])
    assert two.other.reference not in two.client.post(same, {"words": "Sampel"}).content.decode()


def test_those_who_cannot_be_one_are_refused_in_words(two):
    father = partner_case(two.one).client
    url = reverse("families:merge_new", args=[two.one.client_id, father.pk])
    page = two.client.get(url)
    assert page.status_code == 200
    assert "Both stand in one family" in page.content.decode()
    assert "Merge the two records" not in page.content.decode()


def test_a_merge_that_was_undone_is_not_undone_again(two):
    merge = two.merged()
    undo_merge(merge=merge, why="Two people", by=two.boss)
    page = two.client.get(reverse("families:merge_undo", args=[merge.pk]))
    assert page.status_code == 409
    assert "has been undone already" in page.content.decode()


def test_what_was_written_since_the_undo_was_opened_is_shown_first(two):
    merge = two.merged()
    undo = reverse("families:merge_undo", args=[merge.pk])
    sent = two.shown(undo)
    visit_row(two.one, midwife(two.team))
    answer = two.client.post(undo, sent | {"why": "Two people"})
    assert answer.status_code == 409
    assert "Look again at what goes back" in answer.content.decode()
    merge.refresh_from_db()
    assert merge.undone_at is None


@pytest.mark.parametrize("name", ["merge_new", "merge", "merge_undo"])
def test_a_page_of_a_merge_asks_as_often_for_many_rows_as_for_few(two, name):
    worker, counts = midwife(two.team), []

    def more(case, number):
        for _row in range(number):
            visit_row(case, worker)

    def asked():
        url = two.url if name == "merge_new" else reverse(f"families:{name}", args=[two.merged().pk])
        two.client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert two.client.get(url).status_code == 200
        if name != "merge_new":
            undo_merge(merge=Merge.objects.get(undone_at=None), why="Again", by=two.boss)
        return len(queries)

    for number in (3, 9):
        more(two.other, number)
        counts.append(asked())
    assert counts[0] == counts[1]


BELOW = ["case", "timeline", "visit_new", "task_new", "goal_new", "birth", "statuses", "consent", "close", "due_date"]


def test_the_old_address_of_a_page_below_a_case_leads_to_that_page_of_the_kept_one(two):
    merge = two.merged()
    pages = {
        name: [reverse(f"families:{name}", args=[case.pk]) for case in (two.other, two.one)] for name in BELOW
    }  # fmt: skip
    answers = {name: two.client.get(old) for name, (old, _new) in pages.items()}
    assert {name: (one.status_code, one.url) for name, one in answers.items()} == {
        name: (302, new) for name, (_old, new) in pages.items()
    }
    kept = two.client.get(reverse("families:case", args=[two.one.pk])).content.decode()
    assert "You are on the one that was kept" in kept
    undo_merge(merge=merge, why="Two people", by=two.boss)
    assert all(two.client.get(old).status_code != 302 for old, _new in pages.values())


@pytest.mark.parametrize("name", ["person", "person_edit", "person_name", "person_same"])
def test_the_old_address_of_a_page_below_a_person_leads_to_that_page_of_the_kept_one(two, name):
    two.merged()
    answer = two.client.get(reverse(f"families:{name}", args=[two.other.client_id]))
    assert answer.url == reverse(f"families:{name}", args=[two.one.client_id])


def test_an_old_address_that_names_more_than_the_record_leads_to_the_record(two):
    two.merged()
    loss = reverse("families:loss", args=[two.other.pk, two.other.pregnancy.children.first() or uuid4()])
    assert two.client.get(loss).url == reverse("families:case", args=[two.one.pk])
    again = reverse("families:merge_new", args=[two.other.client_id, two.one.client_id])
    assert two.client.get(again).url == reverse("families:person", args=[two.one.client_id])


def test_a_page_of_another_room_below_a_joined_case_leads_on_as_well(two):
    two.merged()
    answer = two.client.get(reverse("outcomes:scores", args=[two.other.pk]))
    assert answer.url == reverse("outcomes:scores", args=[two.one.pk])


def test_who_may_not_see_the_kept_record_finds_nothing_at_the_old_address(two):
    two.merged()
    two.client.force_login(midwife(team_offering(partnership=two.team.partnership)))
    for old in (reverse("families:case", args=[two.other.pk]), reverse("families:person", args=[two.other.client_id])):
        assert two.client.get(old).status_code == 404
        assert two.client.post(old).status_code in (404, 405)


def test_a_form_that_was_open_during_the_merge_is_given_back_and_saved_nowhere(two):
    old = reverse("families:goal_new", args=[two.other.pk])
    sent = form_of(two.client.get(old)) | {"title": "A cot, and a warm room to put it in"}
    two.merged()
    answer = two.client.post(old, sent)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "A cot, and a warm room to put it in" in page
    assert reverse("families:case", args=[two.one.pk]) in page
    assert not Goal.objects.exists()


def test_a_form_that_was_saved_before_the_merge_is_only_led_on(two):
    old = reverse("families:goal_new", args=[two.other.pk])
    today = timezone.localdate()
    sent = form_of(two.client.get(old)) | {
        "title": "A cot, and a warm room to put it in",
        "agreed_on-day": today.day, "agreed_on-month": today.month, "agreed_on-year": today.year,
    }  # fmt: skip
    assert two.client.post(old, sent).status_code == 302
    two.merged()
    assert two.client.post(old, sent).url == reverse("families:case", args=[two.one.pk])
    assert Goal.objects.get().case == two.one


def test_the_api_says_which_case_stands_for_a_joined_one(two):
    two.merged()
    for path in (f"/api/v1/cases/{two.other.pk}/", f"/api/v1/visits/?case={two.other.pk}"):
        answer = two.client.get(path)
        assert answer.status_code == 410
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["moved_to"] == str(two.one.pk)
    assert two.client.get(f"/api/v1/cases/{two.one.pk}/").status_code == 200


def test_the_api_tells_nobody_of_a_case_that_they_may_not_see(two):
    two.merged()
    two.client.force_login(midwife(team_offering(partnership=two.team.partnership)))
    assert two.client.get(f"/api/v1/cases/{two.other.pk}/").status_code == 404


def test_the_comparison_of_a_referral_leads_to_the_second_record_of_whom_it_is_about(two):
    referral = referral_to(two.team, **same_person_as(two.one))
    url = reverse("referrals:compare", args=[referral.pk, two.one.client_id])
    link = reverse("families:person_same", args=[two.one.client_id])
    assert link in two.client.get(url).content.decode()
