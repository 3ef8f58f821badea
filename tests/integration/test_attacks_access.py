"""What somebody tries who knows an address, an id or a form's fields and is not the one they are for."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from accounts.roles import Role
from activity.models import AccessEntry
from families.actions.gate import restrict
from families.models import Allocation, Case, Exclusion, Status, Visit, VisitNote
from families.models.choices import VisitOutcome
from tests.factories import families as make
from tests.factories.accounts import PartnershipFactory, user_with
from tests.integration.visit_answers import answers, new

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def drafted():
    """A visit with the unsigned note of its midwife, and a colleague of the team who was not there."""
    case, nurse, _parent = make.worked_case()
    signed_in(nurse).post(new(case), answers(case, draft="1", note="Half a thought about Ffion"))
    return case, Visit.objects.get(), VisitNote.objects.get(), make.midwife(case.team)


def test_a_colleague_who_was_not_there_does_not_read_a_draft_in_the_form(drafted):
    _case, visit, _note, colleague = drafted
    form = reverse("families:visit_log", args=[visit.pk])
    assert form not in signed_in(colleague).get(reverse("families:visit", args=[visit.pk])).content.decode()
    answer = signed_in(colleague).get(form)
    assert answer.status_code == 403
    assert b"Half a thought" not in answer.content


def test_a_draft_is_not_read_as_a_note_to_add_to(drafted):
    _case, visit, note, colleague = drafted
    answer = signed_in(colleague).get(reverse("families:note_add", args=[visit.pk, note.pk]))
    assert answer.status_code == 404


@pytest.mark.parametrize("more", [{}, {"draft": "1"}])
@pytest.mark.parametrize("version", ["0", "1"])
def test_a_colleague_who_was_not_there_neither_signs_nor_overwrites_a_draft(drafted, more, version):
    case, visit, note, colleague = drafted
    page = reverse("families:visit_log", args=[visit.pk])
    answer = signed_in(colleague).post(page, answers(case, note="Not hers", note_version=version, **more))
    assert answer.status_code == 400
    assert b"Half a thought" not in answer.content
    note.refresh_from_db()
    assert (note.text, note.signed_at) == ("Half a thought about Ffion", None)


def test_a_draft_is_not_signed_or_read_over_the_api(drafted):
    case, visit, note, colleague = drafted
    body = {
        "id": str(visit.pk), "case": str(case.pk), "outcome": "done", "place": "home", "concern": "none",
        "happened_at": timezone.now().isoformat(), "note": "Not hers", "minutes": 60,
        "seen": [{"person": str(case.client_id)}],
    }  # fmt: skip
    answer = signed_in(colleague).post("/api/v1/visits/", body, content_type="application/json")
    assert answer.status_code == 422
    assert b"Half a thought" not in answer.content
    note.refresh_from_db()
    assert note.signed_at is None


def test_a_colleague_does_not_throw_away_an_empty_draft(drafted):
    _case, visit, note, colleague = drafted
    note.delete()
    signed_in(colleague).post(reverse("families:visit_discard", args=[visit.pk]))
    assert Visit.objects.filter(pk=visit.pk).exists()


def test_a_planned_visit_of_one_family_is_not_recorded_in_another():
    case, nurse, _parent = make.worked_case()
    other = make.antenatal_case(case.team, given_name="Nia")
    make.allocated(other, "midwife", nurse)
    visit = make.visit_row(case, nurse, outcome=VisitOutcome.PLANNED)
    body = {
        "id": str(visit.pk), "case": str(other.pk), "outcome": "done", "place": "home", "concern": "none",
        "happened_at": timezone.now().isoformat(), "note": "Elsewhere", "minutes": 60,
        "seen": [{"person": str(other.client_id)}],
    }  # fmt: skip
    answer = signed_in(nurse).post("/api/v1/visits/", body, content_type="application/json")
    assert answer.status_code == 422
    assert list(visit.visit_cases.values_list("case", flat=True)) == [case.pk]


def test_a_visit_sent_again_after_an_exclusion_shows_nothing():
    case, nurse, _parent = make.worked_case()
    body = {
        "id": str(uuid4()), "case": str(case.pk), "outcome": "done", "place": "home", "concern": "none",
        "happened_at": timezone.now().isoformat(), "note": "Seen", "minutes": 60,
        "seen": [{"person": str(case.client_id)}],
    }  # fmt: skip
    client = signed_in(nurse)
    assert client.post("/api/v1/visits/", body, content_type="application/json").status_code == 201
    Exclusion.objects.create(family=case.family, user=nurse, reason="Alleged", starts=TODAY())
    assert client.post("/api/v1/visits/", body, content_type="application/json").status_code == 404


def test_nobody_ends_an_exclusion_of_themselves():
    case, nurse, _parent = make.worked_case()
    Membership.objects.filter(user=nurse).update(roles=[Role.PRACTITIONER, Role.INFORMATION_GOVERNANCE])
    row = Exclusion.objects.create(family=case.family, user=nurse, reason="Alleged", starts=TODAY() - timedelta(days=5))
    answer = signed_in(nurse).post(reverse("families:exclusion_end", args=[row.pk]), follow=True)
    assert b"cannot end an exclusion of yourself" in answer.content
    row.refresh_from_db()
    assert row.ends is None


def test_a_status_of_another_familys_case_is_not_ended_through_ones_own():
    case, nurse, _parent = make.worked_case()
    other = make.antenatal_case(case.team, given_name="Nia")
    row = Status.objects.create(family=other.family, person=other.client, kind="early_help", starts=TODAY())
    day = {"ends-day": TODAY().day, "ends-month": TODAY().month, "ends-year": TODAY().year}
    assert signed_in(nurse).post(reverse("families:status_end", args=[case.pk, row.pk]), day).status_code == 404
    row.refresh_from_db()
    assert row.ends is None


def test_a_status_of_somebody_who_left_the_family_is_not_there_and_not_a_fault():
    case, nurse, _parent = make.worked_case()
    gone = make.member(case.family, "father", given_name="Dylan")
    row = Status.objects.create(family=case.family, person=gone, kind="early_help", starts=TODAY())
    gone.memberships.update(valid_to=TODAY() - timedelta(days=1))
    assert signed_in(nurse).get(reverse("families:status_end", args=[case.pk, row.pk])).status_code == 404


def test_a_case_is_not_allocated_to_a_worker_of_another_team():
    case = make.antenatal_case()
    boss, stranger = make.manager(case.team), make.midwife(make.team_offering())
    data = {
        "slot": "midwife", "worker": str(stranger.pk), "key": str(uuid4()),
        "starts-day": TODAY().day, "starts-month": TODAY().month, "starts-year": TODAY().year,
    }  # fmt: skip
    answer = signed_in(boss).post(reverse("families:allocate", args=[case.pk]), data)
    assert answer.status_code == 400
    assert not Allocation.objects.exists()


@pytest.mark.parametrize("name", ["restrict", "reopen", "allocate", "cover", "kept_apart"])
def test_what_is_the_managers_is_not_there_for_a_practitioner(name):
    case, nurse, _parent = make.worked_case()
    assert signed_in(nurse).post(reverse(f"families:{name}", args=[case.pk]), {"lift": "1"}).status_code == 404


def test_restricting_anew_on_the_same_day_replaces_the_names():
    case, nurse, parent = make.worked_case()
    boss = make.manager(case.team)
    restrict(family=case.family, named=[nurse], reason="Staff", on=TODAY(), by=boss)
    restrict(family=case.family, named=[parent], reason="Staff", on=TODAY(), by=boss)
    assert not Case.objects.visible_to(nurse).exists()
    assert Case.objects.visible_to(parent).exists()


def test_a_referrer_does_not_open_what_another_referrer_sent(world_of_referrers):
    mine, theirs = world_of_referrers
    client = signed_in(mine.sent_by)
    assert client.get(reverse("referrals:sent", args=[mine.pk])).status_code == 200
    assert client.get(reverse("referrals:sent", args=[theirs.pk])).status_code == 404
    assert theirs.family_name not in client.get(reverse("referrals:mine")).content.decode()


@pytest.fixture
def world_of_referrers():
    from tests.factories.referrals import referral_to

    team = make.team_offering()
    return tuple(referral_to(team, sent_by=user_with(Role.REFERRER, team=team)) for _number in range(2))


def test_a_system_admin_does_not_give_themselves_a_role():
    team = make.team_offering()
    admin = user_with(Role.SYSTEM_ADMIN, team=team)
    data = {
        "team": str(team.pk), "roles": ["manager"],
        "starts-day": TODAY().day, "starts-month": TODAY().month, "starts-year": TODAY().year,
    }  # fmt: skip
    answer = signed_in(admin).post(reverse("accounts:membership_add", args=[admin.pk]), data)
    assert answer.status_code == 400
    assert Membership.objects.filter(user=admin).count() == 1


def test_a_second_press_expects_one_baby_more_and_not_two():
    case, nurse, _parent = make.worked_case()
    client, url = signed_in(nurse), reverse("families:baby_add", args=[case.pk])
    assert b'name="known" value="1"' in client.get(reverse("families:birth", args=[case.pk])).content
    for _press in range(2):
        client.post(url, {"known": "1"})
    assert case.pregnancy.children.count() == 2


def test_a_form_whose_draft_was_thrown_away_says_so_and_keeps_the_text():
    case, nurse, _parent = make.worked_case()
    client, page = signed_in(nurse), new(case)
    sent = answers(case, draft="1")
    client.post(page, sent)
    client.post(reverse("families:visit_discard", args=[Visit.objects.get().pk]))
    answer = client.post(page, sent)
    assert answer.status_code == 400
    assert b"thrown away since" in answer.content
    assert b"proper kicks on Sunday" in answer.content


@pytest.fixture
def second_referral():
    """A mother on record, a manager excluded from her family, and a second referral that tells of her."""
    from tests.factories.referrals import referral_to, same_person_as

    case, _nurse, _parent = make.worked_case()
    bosses = [make.manager(case.team) for _person in range(2)]
    Exclusion.objects.create(family=case.family, user=bosses[0], reason="Alleged", starts=TODAY())
    return referral_to(case.team, **same_person_as(case, reason="Hides from her brother")), bosses


def test_an_excluded_manager_does_not_meet_her_again_in_a_second_referral(second_referral):
    referral, (excluded, other) = second_referral
    page = reverse("referrals:referral", args=[referral.pk])
    assert signed_in(other).get(page).status_code == 200
    assert signed_in(excluded).get(page).status_code == 404
    inbox = signed_in(excluded).get(reverse("referrals:inbox"))
    assert referral.reference not in inbox.content.decode()
    assert inbox.context["page"].tallies["decide"] == 0


def test_an_excluded_manager_is_not_told_that_a_record_looks_alike(second_referral):
    from referrals.matching.candidates import search_for

    referral, (excluded, other) = second_referral
    assert search_for(referral, other).shown
    found = search_for(referral, excluded)
    assert (found.shown, found.hidden) == ((), 0)


def test_who_left_the_partnership_has_left_the_cases_allocated_to_them():
    case, nurse, _parent = make.worked_case()
    elsewhere = make.team_offering(partnership=PartnershipFactory())
    Membership.objects.filter(user=nurse).update(ends=TODAY() - timedelta(days=1))
    Membership.objects.create(user=nurse, team=elsewhere, roles=[Role.PRACTITIONER], starts=TODAY())
    assert signed_in(nurse).get(reverse("families:case", args=[case.pk])).status_code == 404


def test_who_changed_the_team_within_the_partnership_keeps_their_cases():
    case, nurse, _parent = make.worked_case()
    elsewhere = make.team_offering(partnership=case.partnership)
    Membership.objects.filter(user=nurse).update(ends=TODAY() - timedelta(days=1))
    Membership.objects.create(user=nurse, team=elsewhere, roles=[Role.PRACTITIONER], starts=TODAY())
    assert signed_in(nurse).get(reverse("families:case", args=[case.pk])).status_code == 200


def test_a_name_typed_in_place_of_a_reference_is_not_kept_in_the_read_log():
    case, nurse, _parent = make.worked_case()
    signed_in(nurse).post(reverse("families:glass"), {"reference": "Ffion Sampl", "reason": "She rang"})
    entry = AccessEntry.objects.filter(kind="refused").get()
    assert entry.reference == ""
    assert case.family.name.upper() not in str(entry.__dict__).upper()
