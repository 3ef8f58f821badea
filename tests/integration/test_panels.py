"""The panel: its agenda, its decisions, disputes and their review, its minutes."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from activity.edits import StaleEdit
from activity.models import AccessEntry, Notification
from families.actions.exclusions import exclude
from families.errors import AlreadyRecorded, DateImpossible
from families.models import Case
from referrals.actions.agenda import draw_agenda, prepare_panel
from referrals.actions.deciding import decline, put_on_waiting_list
from referrals.actions.disputes import raise_dispute, review_dispute
from referrals.actions.panels import close_panel, defer_item, record_attendance, review_at_panel
from referrals.errors import (
    NotAPeer,
    NothingToDispute,
    NotYourInbox,
    PanelClosed,
    PanelIncomplete,
    PanelItemSettled,
)
from referrals.models import Decision, Panel, PanelItem, Referral
from referrals.reading.minutes import items_of, minutes_for
from referrals.reading.panels import propose, read_panel, visible_referrals
from tests.factories import families as make
from tests.factories.accounts import user_with
from tests.factories.referrals import referral_to, referrer, second_team
from tests.integration.life_forms import parts
from tests.pdf_ua import faults_of
from tests.posted import forms_of

TODAY = timezone.localdate


@pytest.fixture
def team(db):
    return make.team_offering()


@pytest.fixture
def chair(client, team):
    user = make.manager(team, name="Meinir Dychmyg")
    client.force_login(user)
    return user


def called(team, chair, **details) -> Panel:
    rule = propose(team, TODAY()).rule
    known = {"held_on": TODAY(), "starts_at": None, "place": "Ystafell 1", "rule": rule, **details}
    return prepare_panel(team=team, by=chair, **known)


def page(name, *args):
    return reverse(f"referrals:{name}", args=args)


def item_page(item, name="panel_item", *more):
    return page(name, item.panel_id, item.pk, *more)


def attended(panel, chair):
    first = panel.members.first()
    first.name, first.came = "Ann Ffug", "yes"
    first.save()
    return panel


def test_the_agenda_is_drawn_from_what_waits_and_nothing_else(team, chair):
    waits = referral_to(team)
    later = referral_to(team)
    put_on_waiting_list(referral=later, review_on=TODAY() + timedelta(days=30), why="No room", by=chair)
    elsewhere = referral_to(second_team(team))
    panel = called(team, chair)
    on_it = {item.referral_id: item.why for item in panel.items.all()}
    assert on_it == {waits.pk: "undecided"}
    assert later.pk not in on_it
    assert elsewhere.pk not in on_it


def test_a_referral_whose_day_of_review_comes_before_the_panel_is_on_it(team, chair):
    waiting = referral_to(team)
    put_on_waiting_list(referral=waiting, review_on=TODAY() + timedelta(days=7), why="No room", by=chair)
    panel = called(team, chair, held_on=TODAY() + timedelta(days=7))
    assert [(item.referral_id, item.why) for item in panel.items.all()] == [(waiting.pk, "review")]


def test_the_agencies_of_the_definition_are_asked(team, chair):
    rule = propose(team, TODAY()).rule
    panel = called(team, chair)
    assert [one.agency for one in panel.members.all()] == [one.label.en for one in rule.agencies]


def test_the_usual_day_is_proposed_never_one_that_has_passed(team):
    wednesday = TODAY() - timedelta(days=(TODAY().weekday() - 2) % 7)
    assert propose(team, wednesday).held_on == wednesday
    assert propose(team, wednesday + timedelta(days=1)).held_on == wednesday + timedelta(days=7)


def test_one_team_has_one_panel_a_day_and_none_in_the_past(team, chair):
    called(team, chair)
    with pytest.raises(AlreadyRecorded):
        called(team, chair)
    with pytest.raises(DateImpossible):
        called(team, chair, held_on=TODAY() - timedelta(days=1))


def test_whoever_does_not_triage_for_the_team_calls_no_panel(team, chair):
    with pytest.raises(NotYourInbox):
        called(second_team(team), chair)


def test_bringing_it_up_to_date_adds_what_is_new_and_marks_what_was_decided_elsewhere(team, chair):
    decided = referral_to(team)
    panel = called(team, chair)
    decline(referral=decided, reason="out_of_area", by=chair)
    fresh = referral_to(team)
    assert draw_agenda(panel=panel, by=chair) == 1
    assert draw_agenda(panel=panel, by=chair) == 0
    states = dict(panel.items.values_list("referral", "outcome"))
    assert states == {decided.pk: "elsewhere", fresh.pk: ""}


def test_accepting_at_the_table_opens_the_case_and_keeps_the_decision_with_the_item(client, team, chair):
    referral = referral_to(team)
    item = called(team, chair).items.get()
    answer = {"version": item.version, "discussion": "All agencies agree."}
    assert client.post(item_page(item, "panel_decide", "accept"), answer).status_code == 302
    item.refresh_from_db()
    assert (item.outcome, item.discussion, item.decision.kind) == ("decided", "All agencies agree.", "accepted")
    assert Case.objects.get().client.family_name == referral.family_name


@pytest.mark.parametrize(
    ("way", "answer", "state"),
    [
        ("wait", {"why": "No room yet"}, "waiting"),
        ("decline", {"reason": "out_of_area"}, "declined"),
        ("redirect", {"destination": "Early help", "why": "Fits better"}, "redirected"),
    ],
    ids=["wait", "decline", "redirect"],
)
def test_each_decision_can_be_taken_at_the_table(client, team, chair, way, answer, state):
    referral_to(team)
    item = called(team, chair).items.get()
    if way == "wait":
        answer = {**answer, **parts("review_on", TODAY() + timedelta(days=14))}
    assert client.get(item_page(item, "panel_decide", way)).status_code == 200
    response = client.post(item_page(item, "panel_decide", way), {"version": 1, "discussion": "Said", **answer})
    assert response.status_code == 302, response.content.decode()[:4000]
    item.refresh_from_db()
    assert (item.outcome, Referral.objects.get().state) == ("decided", state)


def test_what_keeps_a_referral_from_being_accepted_is_said_and_nothing_is_kept(client, team, chair):
    referral_to(team, consent="not_asked")
    item = called(team, chair).items.get()
    response = client.post(item_page(item, "panel_decide", "accept"), {"version": 1, "discussion": "Agreed"})
    assert response.status_code == 400
    assert "Still missing" in response.content.decode()
    assert "Agreed" in response.content.decode()
    item.refresh_from_db()
    assert (item.outcome, item.discussion, item.version) == ("", "", 1)


def test_an_unknown_way_is_not_there(client, team, chair):
    referral_to(team)
    item = called(team, chair).items.get()
    assert client.get(item_page(item, "panel_decide", "frown")).status_code == 404


def test_two_who_write_at_once_see_both_texts(client, team, chair):
    referral_to(team)
    item = called(team, chair).items.get()
    assert client.post(item_page(item), {"version": 1, "discussion": "First"}).status_code == 302
    second = client.post(item_page(item), {"version": 1, "discussion": "Second"})
    assert second.status_code == 409
    assert "First" in second.content.decode()
    assert "Second" in second.content.decode()


def test_deferred_goes_to_the_next_panel_under_its_own_heading(team, chair):
    referral = referral_to(team)
    panel = called(team, chair)
    defer_item(item=panel.items.get(), expected_version=1, discussion="", by=chair)
    close_panel(panel=attended(panel, chair), expected_version=panel.version, by=chair)
    following = called(team, chair, held_on=TODAY() + timedelta(days=7))
    assert [(item.referral_id, item.why) for item in following.items.all()] == [(referral.pk, "deferred")]


def test_what_left_the_table_does_not_come_back_to_it(team, chair):
    referral_to(team)
    item = called(team, chair).items.get()
    item = defer_item(item=item, expected_version=1, discussion="", by=chair)
    with pytest.raises(PanelItemSettled):
        defer_item(item=item, expected_version=item.version, discussion="", by=chair)


def test_the_nearest_birth_comes_first_and_born_already_before_it(team, chair):
    far = referral_to(team, due_date=TODAY() + timedelta(days=150))
    near = referral_to(team, due_date=TODAY() + timedelta(days=20))
    born = referral_to(team, due_date=None, due_date_source="", born_on=TODAY(), born_first_reason="Concealed")
    panel = called(team, chair)
    assert [item.referral for item in items_of(panel)] == [born, near, far]


def test_closing_needs_somebody_who_attended_and_keeps_the_minutes(team, chair):
    referral = referral_to(team)
    panel = called(team, chair)
    with pytest.raises(PanelIncomplete):
        close_panel(panel=panel, expected_version=panel.version, by=chair)
    closed = close_panel(panel=attended(panel, chair), expected_version=panel.version, by=chair)
    assert closed.minutes["items"][0]["reference"] == referral.reference
    assert "Ann Ffug" in str(closed.minutes["people"])
    assert referral.family_name not in str(closed.minutes)
    with pytest.raises(PanelClosed):
        draw_agenda(panel=closed, by=chair)
    Referral.objects.filter(pk=referral.pk).update(reference="X")
    assert minutes_for(closed, {referral.pk})["items"][0]["reference"] == referral.reference


def test_a_panel_that_somebody_else_has_written_in_is_not_closed_unseen(team, chair):
    panel = attended(called(team, chair), chair)
    record_attendance(panel=panel, expected_version=panel.version, seats=[], by=chair)
    with pytest.raises(StaleEdit):
        close_panel(panel=panel, expected_version=panel.version, by=chair)


def test_attendance_is_written_on_the_page_with_others_who_came(client, team, chair):
    panel = called(team, chair)
    asked = list(panel.members.all())
    answers = {"version": panel.version, f"name_{asked[0].pk}": "Ann Ffug", f"came_{asked[0].pk}": "yes"}
    answers |= {f"came_{asked[1].pk}": "apologies"}
    answers |= {"agency_0": "School", "name_0": "Bob Ffug", "came_0": "yes"}
    assert client.post(page("panel_people", panel.pk), answers).status_code == 302
    people = {(one.agency, one.name, one.came) for one in panel.members.all()}
    assert {
        (asked[0].agency, "Ann Ffug", "yes"),
        (asked[1].agency, "", "apologies"),
        ("School", "Bob Ffug", "yes"),
    } <= people
    nameless = {"version": 2, f"came_{asked[2].pk}": "yes"}
    response = client.post(page("panel_people", panel.pk), nameless)
    assert response.status_code == 400
    assert "Write the name" in response.content.decode()


def test_minutes_are_a_pdf_and_the_download_is_in_the_read_log(client, team, chair):
    referral = referral_to(team)
    panel = called(team, chair)
    answer = client.get(page("panel_minutes", panel.pk))
    assert answer["Content-Type"] == "application/pdf"
    assert faults_of(answer.content) == []
    assert AccessEntry.objects.filter(kind="exported", subject_id=str(panel.pk)).exists()
    assert referral.reference in str(minutes_for(panel, visible_referrals(panel, chair)))


def test_whoever_is_excluded_from_a_family_finds_nothing_of_it_on_the_panel(client, team, chair):
    known = make.antenatal_case(team)
    referral = referral_to(
        team,
        given_name=known.client.given_name,
        family_name=known.client.family_name,
        date_of_birth=known.client.date_of_birth,
    )
    panel = called(team, chair)
    item = panel.items.get(referral=referral)
    governance = user_with(Role.INFORMATION_GOVERNANCE, team=team)
    exclude(reference=known.reference, email=chair.email, reason="Kin", on=TODAY(), by=governance)
    assert referral.family_name not in client.get(page("panel", panel.pk)).content.decode()
    assert client.get(item_page(item)).status_code == 404
    assert read_panel(panel, chair, TODAY()).lines == ()
    assert minutes_for(panel, visible_referrals(panel, chair))["items"] == []


@pytest.fixture
def declined(team, chair):
    sender = referrer(team)
    referral = referral_to(team, sent_by=sender)
    decline(referral=referral, reason="out_of_area", by=chair)
    referral.refresh_from_db()
    return referral


def test_a_referrer_asks_for_a_decision_to_be_looked_at_again(client, team, declined, chair):
    client.force_login(declined.sent_by)
    assert client.post(page("dispute", declined.pk), {"why": "She moved back to Swansea"}).status_code == 302
    panel = called(team, chair)
    assert [(item.referral_id, item.why) for item in panel.items.all()] == [(declined.pk, "disputed")]
    assert Notification.objects.filter(user=chair, text__contains=declined.reference).exists()


def test_only_a_refusal_can_be_disputed_once_by_its_sender_or_the_team(team, declined, chair):
    with pytest.raises(NothingToDispute):
        raise_dispute(referral=referral_to(team, sent_by=chair), why="No", by=chair)
    with pytest.raises(NotYourInbox):
        raise_dispute(referral=declined, why="No", by=referrer(team))
    raise_dispute(referral=declined, why="No", by=declined.sent_by)
    with pytest.raises(AlreadyRecorded):
        raise_dispute(referral=declined, why="Again", by=chair)


def test_whoever_decided_does_not_review_the_own_decision(team, declined, chair):
    dispute = raise_dispute(referral=declined, why="No", by=declined.sent_by)
    with pytest.raises(NotAPeer):
        review_dispute(dispute=dispute, finding="upheld", why="", by=chair)
    peer = make.manager(team)
    assert review_dispute(dispute=dispute, finding="upheld", why="", by=peer).reviewed_by == peer
    with pytest.raises(AlreadyRecorded):
        review_dispute(dispute=dispute, finding="changed", why="", by=peer)


def test_a_decision_that_does_not_stand_opens_the_referral_for_the_panel_to_decide(client, team, declined, chair):
    raise_dispute(referral=declined, why="No", by=declined.sent_by)
    peer = make.manager(team)
    item = called(team, peer).items.get()
    item = review_at_panel(item=item, expected_version=1, discussion="New facts", finding="changed", by=peer)
    declined.refresh_from_db()
    assert (declined.state, item.outcome) == ("received", "")
    client.force_login(peer)
    answer = {"version": item.version, "discussion": "New facts"}
    assert client.post(item_page(item, "panel_decide", "accept"), answer).status_code == 302
    assert Decision.objects.filter(referral=declined).count() == 3


def test_an_upheld_decision_is_told_to_the_sender_and_leaves_the_table(team, declined, chair):
    raise_dispute(referral=declined, why="No", by=declined.sent_by)
    peer = make.manager(team)
    item = called(team, peer).items.get()
    item = review_at_panel(item=item, expected_version=1, discussion="", finding="upheld", by=peer)
    assert item.outcome == PanelItem.Outcome.UPHELD
    assert Notification.objects.filter(user=declined.sent_by, text__contains="stands").exists()
    assert Referral.objects.get(pk=declined.pk).state == "declined"


@pytest.mark.parametrize("rows", [2, 12])
def test_the_page_of_a_panel_asks_as_often_for_many_as_for_few(
    client, team, chair, rows, django_assert_max_num_queries
):
    for _number in range(rows):
        referral_to(team)
    panel = called(team, chair)
    with django_assert_max_num_queries(26):
        assert client.get(page("panel", panel.pk)).status_code == 200


def test_a_panel_is_called_from_its_page_and_once(client, team, chair):
    form = next(one for one in forms_of(client.get(page("panel_new")).content) if "held_on-day" in one.answers)
    for _press in range(2):
        answer = client.post(page("panel_new"), form.filled())
        assert answer.status_code == 302, answer.context["form"].errors
        made = Panel.objects.get()
        assert answer.url == page("panel", made.pk)


def test_nonsense_in_the_fields_is_answered_at_the_field(client, team, chair):
    response = client.post(
        page("panel_new"), {"team": "x", "held_on-day": "31", "held_on-month": "2", "held_on-year": "2027"}
    )
    assert response.status_code == 400
    assert Panel.objects.count() == 0
    assert client.get(page("panels") + "?page=99999999").status_code == 200
    panel = called(team, chair)
    assert client.post(page("panel_close", panel.pk), {"version": "x\x00"}).status_code == 409


def test_a_day_that_has_its_panel_is_not_proposed_again(team, chair):
    first = propose(team, TODAY()).held_on
    called(team, chair, held_on=first)
    assert propose(team, TODAY()).held_on == first + timedelta(days=7)
