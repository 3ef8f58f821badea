"""Parents who are kept apart: the father's worker asks every address for what is the mother's."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from activity.notify import notify
from families.actions.people import record_name
from families.gestation import Gestation
from families.models import (
    Consent,
    ContactChannel,
    Goal,
    Meeting,
    MeetingCase,
    MeetingInvitation,
    MeetingSubject,
    SafetyFlag,
    Status,
    Task,
    VisitCase,
    VisitNote,
    VisitPerson,
)
from tests.access.table import TABLE
from tests.answers import words_of
from tests.factories.families import (
    allocated,
    antenatal_case,
    at,
    manager,
    midwife,
    parent_worker,
    partner_case,
    team_offering,
    visit_row,
)
from tests.factories.referrals import referral_to
from tests.test_access_matrix import ROUTES

pytestmark = pytest.mark.django_db

HERS = ("Gwenhwyfar", "Gwenllian", "Cyfrinach", "01632 960777", "Heol Prawf")
"""Words that stand only in what is the mother's: her names, her notes, her number, her address."""
TEXTS = ("Chwaer seen", "Rheswm given", "Crynodeb said", "Hwyr why", "Gwahoddedig asked")
"""Free texts of visits and meetings; each side has its own, with whose it is before it."""


class Apart:
    """A mother's and a father's case of one family, with a visit and a meeting that stand in both."""

    def __init__(self) -> None:
        self.today = timezone.localdate()
        self.team = team_offering()
        self.hers = antenatal_case(self.team, given_name="Gwenhwyfar", family_name="Sampl", gestation=Gestation(266))
        self.his = partner_case(self.hers, given_name="Dylan", family_name="Prawf")
        self.her_worker, self.his_worker = midwife(self.team), parent_worker(self.team)
        self.manager = manager(self.team)
        allocated(self.hers, "midwife", self.her_worker)
        allocated(self.his, "parent_worker", self.his_worker)
        self.visit = self._visit()
        self.cancelled = self._cancelled()
        self.meeting = self._meeting()
        self.held = self._held()
        self._around()
        self.hers.family.parents_kept_apart = True
        self.hers.family.save(update_fields=["parents_kept_apart"])

    def _visit(self):
        visit = visit_row(self.his, self.his_worker, self.her_worker, note="Dylan spoke of work.")
        row = VisitCase.objects.create(visit=visit, case=self.hers, topics=["housing"], concern="safeguarding")
        self.note = VisitNote.objects.create(
            visit_case=row, text="Cyfrinach: she is afraid.", entered_by=self.her_worker,
            signed_at=timezone.now(), signed_by=self.her_worker,
        )  # fmt: skip
        VisitPerson.objects.create(visit=visit, person=self.hers.client, seen=True, seen_alone=True)
        self._texts(visit.visit_cases, others_seen="Chwaer seen")
        return visit

    def _cancelled(self):
        """A joint visit of which each side says in its own words why it was cancelled."""
        visit = visit_row(
            self.his, self.his_worker, self.her_worker, outcome="cancelled", cancelled_by="family", note=""
        )
        VisitCase.objects.create(visit=visit, case=self.hers)
        self._texts(visit.visit_cases, reason="Rheswm given")
        return visit

    def _texts(self, rows, **texts):
        for whose, case in (("His", self.his), ("Her", self.hers)):
            rows.filter(case=case).update(**{name: f"{whose} {text}" for name, text in texts.items()})

    def _meeting(self):
        meeting = Meeting.objects.create(
            family=self.hers.family, kind="core_group", scheduled_for=at(self.today + timedelta(days=3))
        )
        for case in (self.hers, self.his):
            MeetingCase.objects.create(meeting=meeting, case=case)
        for person in (self.hers.client, self.his.client):
            MeetingSubject.objects.create(meeting=meeting, person=person)
        return meeting

    def _held(self):
        meeting = Meeting.objects.create(
            family=self.hers.family, kind="core_group", due_on=self.today, held_on=self.today, place="Clinic"
        )
        for whose, case in (("His", self.his), ("Her", self.hers)):
            MeetingCase.objects.create(meeting=meeting, case=case)
            MeetingInvitation.objects.create(
                meeting=meeting, case=case, name=f"{whose} Gwahoddedig asked", attended=True
            )
        self._texts(meeting.meeting_cases, summary="Crynodeb said", late_reason="Hwyr why")
        return meeting

    def _around(self):
        mother, family = self.hers.client, self.hers.family
        record_name(
            person=mother, given_name="Gwenllian", family_name="Arall", kind="alias", from_day=self.today, by=None
        )
        self.channel = ContactChannel.objects.create(
            person=mother, channel="call", value="01632 960777", valid_from=self.today
        )
        self.task = Task.objects.create(case=self.hers, title="Cyfrinach task", assigned_to=self.her_worker)
        self.goal = Goal.objects.create(case=self.hers, title="Cyfrinach goal", agreed_on=self.today)
        Consent.objects.create(
            case=self.his, person=mother, kind="service", answer="given", answered_on=self.today, note="Cyfrinach"
        )
        self.status = Status.objects.create(family=family, person=mother, kind="early_help", starts=self.today)
        self.flag = SafetyFlag.objects.create(
            family=family, person=mother, text="Cyfrinach flag", agreed_on=self.today, agreed_by=self.her_worker,
            review_on=self.today + timedelta(days=9),
        )  # fmt: skip
        self.referral = referral_to(self.team, given_name="Gwenhwyfar", family_name="Sampl", reason="Cyfrinach reason")
        self.referral.case, self.referral.person, self.referral.state = self.hers, mother, "accepted"
        self.referral.save()
        self.notification = notify(user=self.her_worker, kind="test", text="Cyfrinach")

    def keys(self, case, **others):
        """What the parts of an address may be, with the case as one of them."""
        mother = self.hers.client
        return {
            "case_id": case.pk,
            "person_id": mother.pk if case == self.hers else self.his.client_id,
            "child_id": self.hers.pregnancy.children.get().pk,
            "milestone_id": self.hers.milestones.first().pk,
            "visit_id": self.visit.pk,
            "note_id": self.note.pk,
            "task_id": self.task.pk,
            "goal_id": self.goal.pk,
            "meeting_id": self.meeting.pk,
            "status_id": self.status.pk,
            "flag_id": self.flag.pk,
            "channel_id": self.channel.pk,
            "referral_id": self.referral.pk,
            "notification_id": self.notification.pk,
            **others,
        }


@pytest.fixture
def apart():
    return Apart()


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def pages(apart, case, **others):
    """Every address that these rows can fill."""
    for route in sorted(TABLE):
        keys = apart.keys(case, **others)
        if set(ROUTES[route]) <= set(keys):
            yield route, reverse(route, kwargs={name: keys[name] for name in ROUTES[route]})


def test_nothing_of_the_mother_stands_on_any_page_of_the_fathers_worker(apart):
    client = signed_in(apart.his_worker)
    found = []
    for case in (apart.his, apart.hers):
        for route, url in pages(apart, case):
            answer = client.get(url)
            text = words_of(answer)
            found += [(route, word) for word in HERS if word in text]
            if case == apart.hers and "case_id" in ROUTES[route]:
                assert answer.status_code in (404, 405), route
    assert not found


@pytest.mark.parametrize("whose", ["His", "Her"])
def test_each_free_text_of_a_shared_visit_or_meeting_is_read_on_its_own_side_alone(apart, whose):
    """Every page and the API are searched; what is found proves that the search can find."""
    worker, case = (apart.his_worker, apart.his) if whose == "His" else (apart.her_worker, apart.hers)
    other = "Her" if whose == "His" else "His"
    client = signed_in(worker)
    read = [words_of(client.get(url)) for _route, url in pages(apart, case)]
    more = {"visit_id": apart.cancelled.pk, "meeting_id": apart.held.pk}
    read += [
        words_of(client.get(url))
        for route, url in pages(apart, case, **more)
        if {"visit_id", "meeting_id"} & set(ROUTES[route])
    ]
    read.append(str(client.get(reverse("api_visits")).json()))
    everything = "\n".join(read)
    assert [text for text in TEXTS if f"{other} {text}" in everything] == []
    assert [text for text in TEXTS if f"{whose} {text}" not in everything] == []


@pytest.mark.parametrize("name", ["others_seen", "reason"])
def test_the_api_shows_the_free_text_of_ones_own_side(apart, name):
    rows = signed_in(apart.her_worker).get(reverse("api_visits")).json()["results"]
    told = {row[name] for one in rows for row in one["cases"]}
    assert {word.split()[0] for word in told if word} == {"Her"}


def test_the_manager_reads_the_free_texts_of_both_sides(apart):
    page = signed_in(apart.manager).get(reverse("families:meeting", args=[apart.held.pk])).content.decode()
    for text in ("Crynodeb said", "Hwyr why", "Gwahoddedig asked"):
        assert f"His {text}" in page
        assert f"Her {text}" in page


def test_what_one_side_writes_of_a_shared_meeting_leaves_the_other_sides_text(apart):
    page = reverse("families:meeting_edit", args=[apart.held.pk])
    form = signed_in(apart.his_worker).get(page).context["form"]
    sent = {name: form[name].value() for name in ("version", "summary_version")}
    sent |= {"summary": "His new words", "also_there": "His friend", "late_reason": ""}
    assert signed_in(apart.his_worker).post(page, sent).status_code == 302
    rows = {row.case_id: row.summary for row in apart.held.meeting_cases.all()}
    assert rows == {apart.his.pk: "His new words", apart.hers.pk: "Her Crynodeb said"}
    assert "His friend" not in signed_in(apart.her_worker).get(page).content.decode()


def test_two_sides_may_edit_a_shared_meeting_at_once_without_a_conflict(apart):
    page = reverse("families:meeting_edit", args=[apart.held.pk])
    clients = [signed_in(worker) for worker in (apart.his_worker, apart.her_worker)]
    forms = [client.get(page).context["form"] for client in clients]
    for number, (client, form) in enumerate(zip(clients, forms, strict=True)):
        sent = {name: form[name].value() for name in ("version", "summary_version")}
        assert client.post(page, sent | {"summary": f"Words {number}", "late_reason": ""}).status_code == 302


def test_the_fathers_worker_sees_the_visit_and_the_meeting_themselves(apart):
    client = signed_in(apart.his_worker)
    assert "Dylan spoke of work." in client.get(reverse("families:visit", args=[apart.visit.pk])).content.decode()
    assert "Dylan" in client.get(reverse("families:meeting", args=[apart.meeting.pk])).content.decode()


@pytest.mark.parametrize("words", ["Gwenhwyfar", "Gwenllian", "Sampl", "SA1 1AA"])
def test_search_by_what_is_the_mothers_does_not_lead_to_the_fathers_case(apart, words):
    answer = signed_in(apart.his_worker).post(reverse("families:search"), {"words": words})
    assert answer.context["found"] == []


def test_the_api_gives_the_fathers_record_of_a_shared_visit_alone(apart):
    answer = signed_in(apart.his_worker).get(reverse("api_visits")).json()
    assert [[row["case"] for row in one["cases"]] for one in answer["results"]] == [[str(apart.his.pk)]] * 2
    assert signed_in(apart.his_worker).get(reverse("api_visits"), {"case": apart.hers.pk}).status_code == 404


def test_a_status_of_the_mother_is_not_ended_through_the_fathers_case(apart):
    url = reverse("families:status_end", args=[apart.his.pk, apart.status.pk])
    day = {"ends-day": apart.today.day, "ends-month": apart.today.month, "ends-year": apart.today.year}
    for user in (apart.his_worker, apart.manager):
        assert signed_in(user).post(url, day).status_code == 404
    apart.status.refresh_from_db()
    assert apart.status.ends is None


def test_the_manager_of_the_team_sees_both_sides(apart):
    client = signed_in(apart.manager)
    for case in (apart.hers, apart.his):
        assert client.get(reverse("families:case", args=[case.pk])).status_code == 200
