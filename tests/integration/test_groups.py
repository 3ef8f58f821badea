"""Groups: places, sessions, the register, and what of them counts in each case."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from families.actions.groups import hold_session, join_group, leave_group, open_group, take_register
from families.models import Attendance, Case, Group, GroupMember, GroupSession
from families.models.choices import Stage
from families.reading.caseload import read_caseload
from families.reading.rhythm import read_topics
from families.timeline.reading import read_timeline
from tests.factories.families import allocated, antenatal_case, at, worked_case

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
YESTERDAY = at(TODAY - timedelta(days=1))


class Thursdays:
    """A parent and toddler group with two families of one team."""

    def __init__(self, kind: str = "parent_and_toddler") -> None:
        self.case, self.nurse, self.parent = worked_case()
        self.other = antenatal_case(self.case.team, given_name="Nia", family_name="Cyfrinach")
        allocated(self.other, "midwife", self.nurse)
        self.group = open_group(
            team=self.case.team, version=self.case.service_version, kind=kind, name="Thursdays",
            starts=TODAY - timedelta(days=30), by=self.nurse,
        )  # fmt: skip
        for case in (self.case, self.other):
            join_group(group=self.group, case=case, by=self.nurse)
        GroupMember.objects.update(joined_on=TODAY - timedelta(days=20))

    def hide_the_other(self) -> None:
        """From the parent worker."""
        self.other.family.exclusions.create(user=self.parent, reason="Alleged", starts=TODAY)

    def hold(self) -> GroupSession:
        return hold_session(group=self.group, held_at=YESTERDAY, minutes=90, theme="Songs", by=self.nurse)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def register(session):
    return reverse("families:session", args=[session.pk])


def test_the_register_takes_one_tap_for_each_person_and_counts_in_each_case():
    made = Thursdays()
    session = made.hold()
    client = signed_in(made.nurse)
    page = client.get(register(session)).content.decode()
    assert page.count('name="came"') == 2
    client.post(register(session), {"version": "1", "came": [str(made.case.pk)]})
    assert dict(Attendance.objects.values_list("case", "came")) == {made.case.pk: True, made.other.pk: False}
    titles = {case: read_timeline(case, made.nurse, kind="group").entries[0].title for case in (made.case, made.other)}
    assert titles == {
        made.case: "Came to the group: Thursdays",
        made.other: "Did not come to the group: Thursdays",
    }
    assert (
        "Came to 1 of 1 sessions" in client.get(reverse("families:case_groups", args=[made.case.pk])).content.decode()
    )


@pytest.mark.parametrize(("kind", "stage"), [("parent_and_toddler", Stage.ANTENATAL), ("drop_in", Stage.ALLOCATED)])
def test_coming_is_a_contact_where_the_definition_says_so(kind, stage):
    made = Thursdays(kind)
    take_register(session=made.hold(), expected_version=1, came={made.case: True, made.other: False}, by=made.nurse)
    for case in (made.case, made.other):
        case.refresh_from_db()
    assert (made.case.stage, made.other.stage) == (stage, Stage.ALLOCATED)
    [line] = [one for one in read_caseload(made.nurse, TODAY, whose="team").lines if one.summary.case == made.case]
    assert line.last_contact == (YESTERDAY if stage == Stage.ANTENATAL else None)


def test_a_session_covers_the_topics_of_its_kind():
    made = Thursdays()
    take_register(session=made.hold(), expected_version=1, came={made.case: True, made.other: False}, by=made.nurse)
    covered = {line.label: line.by for line in read_topics(made.case).programme if line.times}
    assert covered == {"Attachment": (made.nurse.name,), "Communication and early language": (made.nurse.name,)}
    assert read_topics(made.other).covered == 0


def test_a_group_never_shows_somebody_who_may_not_be_seen():
    made = Thursdays()
    session = made.hold()
    made.hide_the_other()
    client = signed_in(made.parent)
    for name, pk in (("group", made.group.pk), ("session", session.pk), ("groups", None)):
        page = client.get(reverse(f"families:{name}", args=[pk] if pk else [])).content.decode()
        assert "Cyfrinach" not in page
        assert str(made.other.pk) not in page
    assert "Cyfrinach" in signed_in(made.nurse).get(register(session)).content.decode()


def test_who_may_not_see_somebody_neither_counts_them_nor_changes_their_row():
    made = Thursdays()
    session = made.hold()
    take_register(session=session, expected_version=1, came={made.case: False, made.other: True}, by=made.nurse)
    made.hide_the_other()
    client = signed_in(made.parent)
    client.post(register(session), {"version": "2", "came": [str(made.case.pk), str(made.other.pk)]})
    assert Attendance.objects.get(case=made.other).came, "an id that was not offered is refused, and changes nothing"
    client.post(register(session), {"version": "2", "came": [str(made.case.pk)]})
    assert dict(Attendance.objects.values_list("case", "came")) == {made.case.pk: True, made.other.pk: True}
    assert "1 of 1 came" in client.get(reverse("families:group", args=[made.group.pk])).content.decode()


def test_two_who_take_one_register_see_both_and_either_can_be_kept():
    made = Thursdays()
    session = made.hold()
    nurse, parent = signed_in(made.nurse), signed_in(made.parent)
    nurse.post(register(session), {"version": "1", "came": [str(made.other.pk)]})
    conflict = parent.post(register(session), {"version": "1", "came": [str(made.case.pk)]})
    page = conflict.content.decode()
    assert conflict.status_code == 409
    assert page.index("Saved now") < page.index("Nia Cyfrinach") < page.index("What you entered") < page.index("Ffion")
    assert Attendance.objects.get(case=made.other).came
    parent.post(register(session), {"version": "2", "came": [str(made.case.pk)]})
    assert Attendance.objects.get(case=made.case).came


def test_a_group_of_another_team_is_not_there():
    made, elsewhere = Thursdays(), worked_case()[1]
    client = signed_in(elsewhere)
    for name, pk in (("group", made.group.pk), ("session", made.hold().pk), ("group_edit", made.group.pk)):
        assert client.get(reverse(f"families:{name}", args=[pk])).status_code == 404


def test_a_place_is_given_once_and_ended_once():
    made = Thursdays()
    client = signed_in(made.nurse)
    join = reverse("families:group_join", args=[made.case.pk])
    assert client.post(join, {"group": str(made.group.pk)}).status_code == 400
    place = GroupMember.objects.get(case=made.case)
    for _twice in range(2):
        client.post(reverse("families:group_leave", args=[place.pk]))
    place.refresh_from_db()
    assert place.left_on == TODAY
    assert client.post(join, {"group": str(made.group.pk)}).status_code == 302
    assert GroupMember.objects.filter(case=made.case).count() == 2


def test_who_left_before_a_session_is_not_in_its_register():
    made = Thursdays()
    GroupMember.objects.filter(case=made.other).update(left_on=TODAY - timedelta(days=5))
    page = signed_in(made.nurse).get(register(made.hold())).content.decode()
    assert page.count('name="came"') == 1


def test_a_closed_case_joins_no_group():
    made = Thursdays()
    Case.objects.filter(pk=made.case.pk).update(closed_on=TODAY, stage="closed")
    leave = reverse("families:group_leave", args=[GroupMember.objects.get(case=made.case).pk])
    client = signed_in(made.nurse)
    assert client.post(leave).status_code == 409
    assert client.post(reverse("families:group_join", args=[made.case.pk]), {}).status_code == 409


@pytest.mark.parametrize(("ago", "error"), [(-1, True), (400, True), (3, False)])
def test_a_session_is_of_a_day_on_which_the_group_ran(ago, error):
    made = Thursdays()
    day = TODAY - timedelta(days=ago)
    sent = {"day-day": day.day, "day-month": day.month, "day-year": day.year, "time": "10:00", "minutes": "90"}
    answer = signed_in(made.nurse).post(reverse("families:session_new", args=[made.group.pk]), sent)
    assert answer.status_code == (400 if error else 302)
    assert GroupSession.objects.count() == (0 if error else 1)


def test_a_session_sent_twice_stands_there_once():
    made = Thursdays()
    day = TODAY - timedelta(days=2)
    sent = {"key": "0a0e1f9e-1f5c-4d2b-8a94-3f3a0d6f0c33", "day-day": day.day, "day-month": day.month,
            "day-year": day.year, "time": "10:00"}  # fmt: skip
    client = signed_in(made.nurse)
    answers = [client.post(reverse("families:session_new", args=[made.group.pk]), sent) for _twice in range(2)]
    assert [answer.url for answer in answers] == [register(GroupSession.objects.get())] * 2


def test_two_editors_of_a_group_see_both_versions():
    made = Thursdays()
    day = {f"starts-{part}": getattr(made.group.starts, part) for part in ("day", "month", "year")}
    page = reverse("families:group_edit", args=[made.group.pk])
    client = signed_in(made.nurse)
    client.post(page, {"version": "1", "name": "Theirs", **day})
    conflict = client.post(page, {"version": "1", "name": "Mine", **day})
    assert conflict.status_code == 409
    for text in ("Theirs", "Mine"):
        assert text in conflict.content.decode()


def test_the_pages_ask_as_often_with_many(django_assert_max_num_queries):
    made = Thursdays()
    for number in range(8):
        case = antenatal_case(made.case.team, given_name=f"Sampl{number}")
        allocated(case, "midwife", made.nurse)
        join_group(group=made.group, case=case, by=made.nurse)
    session = made.hold()
    client = signed_in(made.nurse)
    with django_assert_max_num_queries(24):
        client.get(register(session))
    with django_assert_max_num_queries(24):
        client.get(reverse("families:group", args=[made.group.pk]))


@pytest.mark.parametrize("what", ["twice in a register", "twice in a group", "left before joining", "no such length"])
def test_the_database_refuses_what_does_not_fit(what):
    made = Thursdays()
    session = made.hold()
    Attendance.objects.create(session=session, case=made.case, came=True)
    place = GroupMember.objects.get(case=made.case)
    tries = {
        "twice in a register": lambda: Attendance.objects.create(session=session, case=made.case, came=False),
        "twice in a group": lambda: GroupMember.objects.create(group=made.group, case=made.case, joined_on=TODAY),
        "left before joining": lambda: GroupMember.objects.filter(pk=place.pk).update(left_on=place.joined_on.min),
        "no such length": lambda: GroupSession.objects.update(minutes=0),
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        tries[what]()


def test_leaving_a_group_that_was_left_changes_nothing():
    made = Thursdays()
    place = GroupMember.objects.get(case=made.case)
    GroupMember.objects.filter(pk=place.pk).update(left_on=TODAY - timedelta(days=2))
    assert leave_group(place=place, by=made.nurse).left_on == TODAY - timedelta(days=2)
    assert Group.objects.running(TODAY).get() == made.group
