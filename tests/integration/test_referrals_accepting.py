"""From a referral to a case: the guards, what one transaction makes, and who may have it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from activity.models import Notification
from families.actions.gate import restrict
from families.errors import AlreadyRecorded, DateImpossible
from families.models import Case, Child, Family, Person, Pregnancy, SafetyFlag
from families.models.choices import Stage
from referrals.actions.accepting import accept_referral
from referrals.actions.matching import decide_match
from referrals.actions.receiving import complete_referral
from referrals.errors import DuplicatesOpen, NotReady, NotTheSame, RecordHidden
from referrals.matching.candidates import search_for
from referrals.models import Screening, State
from tests.factories import families as make
from tests.factories.referrals import referral_to, referrer, same_person_as, second_team

TODAY = timezone.localdate
DAY = timedelta(days=1)


@pytest.fixture
def team(db):
    return make.team_offering()


@pytest.fixture
def carys(team):
    return make.manager(team)


def same(referral, person, by, part="client", **details):
    return decide_match(referral=referral, part=part, person=person, verdict="same", by=by, **details)


def test_one_transaction_makes_person_family_pregnancy_child_and_case(team, carys):
    midwife = referrer(team)
    referral = referral_to(
        team, sent_by=midwife, safety="Text only, before 3pm", never_alone=True, care_leaver="yes", language="cy",
        received_on=TODAY() - 3 * DAY,
    )  # fmt: skip
    case = accept_referral(referral=referral, by=carys)
    referral.refresh_from_db()
    client = case.client
    assert (referral.state, referral.case, referral.person) == (State.ACCEPTED, case, client)
    assert (client.nhs_number, client.language, client.care_leaver) == (referral.nhs_number, "cy", "yes")
    assert client.addresses.get().postcode == "SA1 3SN"
    assert dict(client.channels.exclude(value="").values_list("channel", "safe")) == {
        "call": "yes", "text": "yes", "voicemail": "no",
    }  # fmt: skip
    assert case.pregnancy.due_date == referral.due_date
    assert case.pregnancy.children.get().state == "unborn"
    flag = SafetyFlag.objects.get()
    assert (flag.text, flag.lone_worker, flag.person) == ("Text only, before 3pm", True, client)
    assert case.consents.get().answer == "given"
    assert (case.referred_on, case.opened_on) == (referral.received_on, TODAY())
    assert case.milestones.waiting().exists()
    assert Screening.objects.get().screened_by == carys
    assert Notification.objects.get(user=midwife).text == f"{referral.reference}: Accepted"


@pytest.mark.parametrize(
    ("source", "kept"),
    [("lmp", "lmp"), ("scan", "stated"), ("stated", "stated")],
)
def test_a_due_date_sent_without_its_day_is_still_taken_as_it_is(team, carys, source, kept):
    referral = referral_to(team, due_date_source=source)
    pregnancy = accept_referral(referral=referral, by=carys).pregnancy
    assert pregnancy.due_date == referral.due_date
    assert pregnancy.estimates.get().method == kept


def test_a_scan_with_its_day_keeps_what_it_rests_on(team, carys):
    day = TODAY() - 3 * DAY
    referral = referral_to(
        team,
        due_date_source="scan",
        due_date_basis_on=day,
        due_date_gestation_days=84,
        due_date=day + timedelta(days=196),
    )
    estimate = accept_referral(referral=referral, by=carys).pregnancy.estimates.get()
    assert (estimate.method, estimate.basis_on, estimate.gestation_days) == ("scan", day, 84)


def test_a_due_date_that_cannot_be_opens_no_case(team, carys):
    referral = referral_to(team, due_date=TODAY() + timedelta(days=300))
    with pytest.raises(DateImpossible, match="at most 280 days"):
        accept_referral(referral=referral, by=carys)
    assert not Case.objects.exists()


def test_twins_are_two_children_of_one_pregnancy(team, carys):
    case = accept_referral(referral=referral_to(team, fetuses=2), by=carys)
    assert case.pregnancy.children.count() == 2


@pytest.mark.parametrize(
    ("gap", "field"),
    [
        ({"consent": "not_asked"}, "consent"),
        ({"safety_asked": False}, "safety_asked"),
        ({"due_date": None, "due_date_source": ""}, "due_date_source"),
        ({"client_kind": "partner"}, "mother_family_name"),
    ],
)
def test_what_must_be_known_first_is_named(team, carys, gap, field):
    referral = referral_to(team, **gap)
    with pytest.raises(NotReady) as refused:
        accept_referral(referral=referral, by=carys)
    assert refused.value.field == field
    assert not Case.objects.exists()


def test_a_gap_is_filled_in_and_the_first_telling_stays_in_the_history(team, carys):
    referral = referral_to(team, consent="not_asked")
    complete_referral(referral=referral, expected_version=1, changes={"consent": "given"}, by=carys)
    referral.refresh_from_db()
    assert accept_referral(referral=referral, by=carys).pk
    events = connection.cursor()
    events.execute("SELECT consent FROM referrals_referralevent ORDER BY pgh_id")
    assert [row[0] for row in events.fetchall()][:2] == ["not_asked", "given"]


def test_a_refusal_of_consent_is_accepted_only_with_a_reason(team, carys):
    referral = referral_to(team, consent="refused")
    with pytest.raises(NotReady, match="said no"):
        accept_referral(referral=referral, by=carys)
    case = accept_referral(referral=referral, why="Strategy discussion on Monday", by=carys)
    assert case.consents.get().answer == "refused"


def test_a_possible_match_must_be_looked_at_first(team, carys):
    known = make.antenatal_case(team)
    referral = referral_to(team, **same_person_as(known))
    with pytest.raises(DuplicatesOpen):
        accept_referral(referral=referral, by=carys)
    decide_match(referral=referral, part="client", person=known.client, verdict="different", why="Twin", by=carys)
    assert accept_referral(referral=referral, by=carys).client != known.client


def test_two_midwives_who_refer_one_mother_give_one_case(team, carys):
    first = accept_referral(referral=referral_to(team), by=carys)
    again = referral_to(team, **same_person_as(first, due_date=first.pregnancy.due_date + 5 * DAY))
    same(again, first.client, carys)
    second = accept_referral(referral=again, by=carys)
    assert second == first
    assert Case.objects.count() == 1
    assert Pregnancy.objects.count() == 1
    assert Person.objects.filter(child=None).count() == 1
    assert first.referrals.count() == 2


def test_a_known_mother_with_a_later_pregnancy_gets_a_new_case_in_her_family(team, carys):
    known = make.antenatal_case(team, on=TODAY() - 400 * DAY, opened_on=TODAY() - 420 * DAY)
    make.born(known.pregnancy.children.get(), on=TODAY() - 250 * DAY)
    Pregnancy.objects.update(ended_on=TODAY() - 250 * DAY)
    referral = referral_to(team, **same_person_as(known), postcode="SA5 7DD", phone="07700 900123")
    same(referral, known.client, carys, take=["address", "phone"])
    case = accept_referral(referral=referral, by=carys)
    assert (case.client, case.family) == (known.client, known.family)
    assert case.pregnancy != known.pregnancy
    assert known.client.addresses.get(valid_to=None).postcode == "SA5 7DD"


def test_another_name_is_kept_as_an_alias_unless_it_is_taken_as_the_name_in_use(team, carys):
    known = make.antenatal_case(team, family_name="Sampl")
    details = same_person_as(known, family_name="Prawf-Sampl")
    first = referral_to(team, **details)
    same(first, known.client, carys)
    accept_referral(referral=first, by=carys)
    known.client.refresh_from_db()
    assert known.client.family_name == "Sampl"
    assert known.client.names.get(kind="alias").family_name == "Prawf-Sampl"


def test_a_verdict_on_somebody_who_is_no_candidate_is_refused(team, carys):
    stranger = make.antenatal_case(team, given_name="Dilys", family_name="Arall").client
    with pytest.raises(NotTheSame):
        same(referral_to(team), stranger, carys)


def test_a_baby_who_is_here_already_skips_the_antenatal_stages_and_makes_an_urgent_task(team, carys):
    born = TODAY() - 2 * DAY
    referral = referral_to(
        team, born_on=born, born_first_reason="Concealed pregnancy", concealed=True, due_date=None,
        due_date_source="", fetuses=2,
    )  # fmt: skip
    case = accept_referral(referral=referral, by=carys)
    assert case.stage == Stage.POSTNATAL
    assert set(Child.objects.values_list("state", "birth__born_on")) == {("born", born)}
    assert Child.objects.count() == 2
    assert case.tasks.get().urgent
    assert not case.milestones.waiting().filter(rule="midwife_allocated").exists()
    assert Notification.objects.get(user=carys).kind == "referral"


def test_a_father_gets_his_own_case_in_the_mothers_family(team, carys):
    hers = make.antenatal_case(team, given_name="Rosa", family_name="Sampl")
    referral = referral_to(
        team, client_kind="partner", given_name="Dafydd", family_name="Prawf", mother_given_name="Rosa",
        mother_family_name="Sampl", mother_date_of_birth=hers.client.date_of_birth,
        due_date=hers.pregnancy.due_date, safety="His brother is violent",
    )  # fmt: skip
    with pytest.raises(DuplicatesOpen):
        accept_referral(referral=referral, by=carys)
    same(referral, hers.client, carys, part="mother")
    his = accept_referral(referral=referral, by=carys)
    assert (his.family, his.pregnancy) == (hers.family, hers.pregnancy)
    assert his.client.full_name == "Dafydd Prawf"
    assert his != hers
    assert his.family.members.get(person=his.client).relation == "father"
    assert SafetyFlag.objects.get().person == his.client
    hers.client.refresh_from_db()
    assert not hers.referrals.exists()


def test_a_father_whose_partner_is_unknown_brings_her_name_and_no_case_of_hers(team, carys):
    referral = referral_to(team, client_kind="partner", mother_given_name="Rosa", mother_family_name="Newydd")
    his = accept_referral(referral=referral, by=carys)
    assert his.pregnancy.mother.full_name == "Rosa Newydd"
    assert Case.objects.count() == 1
    assert his.family.members.count() == 3


def test_somebody_restricted_is_counted_and_never_named(team, carys):
    hidden = make.antenatal_case(team, given_name="Siân", family_name="Cyfrinach")
    restrict(family=hidden.family, named=[], reason="Staff", on=TODAY(), by=make.manager(team))
    referral = referral_to(team, **same_person_as(hidden, nhs_number=""))
    found = search_for(referral, carys)
    assert (found.shown, found.hidden) == ((), 1)
    with pytest.raises(NotTheSame):
        same(referral, hidden.client, carys)
    with pytest.raises(NotReady) as refused:
        accept_referral(referral=referral, by=carys)
    assert refused.value.field == "asked_about_hidden"
    case = accept_referral(referral=referral, asked_about_hidden="Asked Non: somebody else", by=carys)
    assert case.client != hidden.client


def test_the_number_of_a_hidden_record_makes_no_second_person_and_no_error_page(team, carys):
    hidden = make.antenatal_case(team)
    Person.objects.filter(pk=hidden.client_id).update(nhs_number="9990000050")
    restrict(family=hidden.family, named=[], reason="Staff", on=TODAY(), by=make.manager(team))
    referral = referral_to(team, nhs_number="9990000050")
    with pytest.raises(RecordHidden):
        accept_referral(referral=referral, asked_about_hidden="Asked Non", by=carys)
    referral.refresh_from_db()
    assert referral.state == State.RECEIVED
    assert Family.objects.count() == 1


def test_a_case_of_another_team_is_not_joined(team, carys):
    theirs = make.antenatal_case(second_team(team))
    referral = referral_to(team, **same_person_as(theirs), due_date=theirs.pregnancy.due_date)
    both = make.manager(team)
    make_member_of(both, theirs.team)
    same(referral, theirs.client, both)
    with pytest.raises(AlreadyRecorded):
        accept_referral(referral=referral, by=both)


def make_member_of(user, team):
    from tests.factories.accounts import MembershipFactory

    MembershipFactory(user=user, team=team, roles=["manager"])


def test_nothing_is_left_where_the_last_step_fails(team, carys, monkeypatch):
    def fail(**_details):
        raise NotReady("stop")

    monkeypatch.setattr("referrals.actions.accepting.conclude", fail)
    with pytest.raises(NotReady):
        accept_referral(referral=referral_to(team), by=carys)
    assert not Person.objects.exists()
    assert not Case.objects.exists()
    assert not Screening.objects.exists()
