"""What a naive system gets wrong about people, clocks and loads, each told from the page to the database and back."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from activity.history import event_model_of
from families.actions.births import Newborn, record_births
from families.actions.clock_reasons import explain_clock
from families.actions.people import record_address, record_name
from families.actions.renew import renew_case
from families.actions.services import keep_versions
from families.actions.statuses import start_status
from families.definition_of import rules_of
from families.definitions import load_definition
from families.definitions.loading import SERVICES
from families.gestation import Gestation
from families.models import Case, Child, ChronologyEntry, Milestone, Person, PersonName, ServiceVersion
from families.reading.quiet import PAGE, read_quiet
from families.timeline.reading import read_timeline
from families.workload import limit_of, loads_of
from referrals.actions.accepting import accept_referral
from tests.factories.families import (
    allocated,
    antenatal_case,
    at,
    manager,
    member,
    midwife,
    team_offering,
    visit_row,
    worked_case,
)
from tests.factories.referrals import referral_to
from tests.integration.life_forms import TODAY, parts, url

pytestmark = pytest.mark.django_db


def opened(client, user, case, name="case"):
    client.force_login(user)
    answer = client.get(url(name, case))
    assert answer.status_code == 200
    return answer.content.decode()


def registered(case, person, kind="child_protection", **more):
    return start_status(
        family=case.family, person=person, definition=rules_of(case), kind=kind, starts=TODAY(), by=None, **more
    )


def test_r6_the_unborn_have_no_name_and_are_one_child_before_and_after_birth(client):
    case, nurse, _parent = worked_case(gestation=Gestation(270))
    child = case.pregnancy.children.get()
    person = child.person
    assert (person.given_name, person.family_name, person.date_of_birth, person.nhs_number) == ("", "", None, "")
    registered(case, person, categories=["neglect"])
    text = opened(client, nurse, case)
    assert f"Baby of {case.client.family_name}, due" in text
    assert "On the register" in text
    assert "<polygon" in text
    record_births(pregnancy=case.pregnancy, babies=[Newborn(child, TODAY())], by=nurse)
    after = Child.objects.get(pregnancy=case.pregnancy)
    assert (after.pk, after.person_id) == (child.pk, person.pk)
    unnamed = opened(client, nurse, case)
    assert f"Baby of {case.client.family_name}" in unnamed
    assert "On the register" in unnamed
    sent = {"given_name": "Cadi", "family_name": "Sampl", "kind": "usual"} | parts("from_day", TODAY())
    client.post(reverse("families:person_name", args=[person.pk]), sent)
    assert "Cadi Sampl" in opened(client, nurse, case)
    assert Child.objects.filter(pregnancy=case.pregnancy).count() == 1


def test_r7_surnames_change_by_date_and_every_one_of_them_finds_the_case(client):
    case, nurse, _parent = worked_case()
    record_name(person=case.client, given_name="Ffion", family_name="Newydd", kind="usual", from_day=TODAY(), by=nurse)
    record_name(person=case.client, given_name="Ffi", family_name="Llŷr", kind="alias", from_day=TODAY(), by=nurse)
    case.client.refresh_from_db()
    assert case.client.full_name == "Ffion Newydd"
    old = PersonName.objects.get(person=case.client, family_name="Sampl")
    assert old.valid_to == TODAY() - timedelta(days=1)
    for words in ("Ffion Sampl", "newydd", "llŷr"):
        client.force_login(nurse)
        assert case.reference in client.post(reverse("families:search"), {"words": words}).content.decode(), words
        client.force_login(midwife(team_offering()))
        assert case.reference not in client.post(reverse("families:search"), {"words": words}).content.decode(), words
    assert "Ffion Newydd" in opened(client, nurse, case)


def test_r9_a_sibling_already_looked_after_is_seen_and_starts_no_clock_of_the_baby(client):
    case, nurse, _parent = worked_case()
    brother = member(case.family, "sibling", given_name="Ifan", date_of_birth=date(2021, 2, 3))
    case.family.members.filter(person=brother).update(in_household=False)
    before = set(case.milestones.values_list("rule", flat=True))
    registered(case, brother, kind="care_order")
    renew_case(case=case, by=nurse)
    assert set(case.milestones.values_list("rule", flat=True)) == before
    text = opened(client, nurse, case)
    people = text[text.index('id="people-table"') :]
    assert "Ifan Sampl" in people
    assert "Care order" in people
    assert "Elsewhere" in people
    status = text[text.index('id="status"') : text.index('id="team"')]
    assert "Care order" not in status


def test_r10_a_baby_born_before_allocation_skips_the_antenatal_stages_and_makes_an_urgent_task(client):
    team = team_offering()
    boss = manager(team)
    referral = referral_to(
        team, born_on=TODAY() - timedelta(days=2), born_first_reason="Concealed pregnancy", concealed=True,
        due_date=None, due_date_source="",
    )  # fmt: skip
    case = accept_referral(referral=referral, by=boss)
    assert case.stage == "postnatal"
    assert not case.allocations.exists()
    text = opened(client, boss, case)
    assert "Postnatal" in text
    assert "Urgent." in text
    assert "Antenatal" not in text
    waiting = case.milestones.waiting().values_list("rule", flat=True)
    assert "hand_over" in waiting
    assert "midwife_allocated" not in waiting


def test_r11_a_part_time_worker_is_full_with_less(client):
    team = team_offering()
    whole, half = midwife(team, fte="1.00"), midwife(team, fte="0.50")
    usual, complex_one = antenatal_case(team), antenatal_case(team, given_name="Nia")
    Case.objects.filter(pk=complex_one.pk).update(complexity="complex")
    for case, worker in ((usual, whole), (complex_one, half)):
        allocated(case, "midwife", worker)
    rules = rules_of(usual)
    limits = {one.pk: limit_of(one, rules) for one in (whole, half)}
    loads = loads_of([whole, half], limits, TODAY())
    weight = rules.slot("midwife").weight
    assert (loads[whole.pk].points, loads[half.pk].points) == (weight, weight * rules.caseload.complex_factor)
    assert limits[half.pk] == limits[whole.pk] / 2
    share = {pk: load.points / load.limit for pk, load in loads.items()}
    assert share[half.pk] == pytest.approx(2 * rules.caseload.complex_factor * share[whole.pk])
    board = client
    board.force_login(manager(team))
    text = board.get(reverse("families:board")).content.decode()
    assert half.name in text
    assert whole.name in text


def test_r16_the_chronology_is_curated_from_events_with_their_significance(client):
    case, nurse, _parent = worked_case()
    visit_row(case, nurse, note="He was there and would not let her speak.")
    visit_row(case, nurse, note="Nothing new.")
    entry = next(one for one in read_timeline(case, nurse).entries if "would not let" in one.text)
    client.force_login(nurse)
    here = f"{url('chronology_new', case)}?of={entry.mark.replace('+', '%2B')}"
    sent = {"what": "He would not let her speak.", "significance": "Control", "source": "Visit of the midwife"}
    assert client.post(here, sent | parts("happened_on", TODAY())).status_code == 302
    row = ChronologyEntry.objects.get(case=case)
    assert row.event_kind == "visit"
    text = opened(client, nurse, case, "chronology")
    assert "Control" in text
    assert "Nothing new." not in text


def test_r17_parents_at_two_addresses_each_have_their_own_household(client):
    case, nurse, _parent = worked_case()
    father = member(case.family, "father", given_name="Dylan", family_name="Prawf")
    case.family.members.filter(person=father).update(in_household=False)
    record_address(person=father, from_day=case.opened_on, lines="9 Stryd Ffug", postcode="SA2 2BB", by=None)
    text = opened(client, nurse, case)
    hers, his = text.index("1 Heol Prawf, SA1 1AA"), text.index("9 Stryd Ffug, SA2 2BB")
    assert "In the household" in text[hers - 60 : hers]
    assert "Elsewhere" in text[his - 60 : his]


def test_w9_no_contact_in_14_days_counts_each_case_once_and_only_what_was_contact(client):
    team = team_offering()
    nurse, today = midwife(team), TODAY()

    def case_with(name, *visits, opened_days=60):
        case = antenatal_case(team, given_name=name, opened_on=today - timedelta(days=opened_days))
        allocated(case, "midwife", nurse)
        for outcome, days in visits:
            why = {"cancelled_by": "service"} if outcome == "cancelled" else {}
            visit_row(case, nurse, outcome=outcome, when=at(today - timedelta(days=days), 23, 30), **why)
        return case

    quiet = {
        case_with("Never").pk,
        case_with("Long", ("done", 15), ("done", 40)).pk,
        case_with("Shut", ("done", 30), ("no_access", 2)).pk,
        case_with("Planned", ("done", 20), ("planned", -3), ("cancelled", 1)).pk,
    }
    case_with("Lately", ("done", 14))
    case_with("Fresh", opened_days=14)
    case_with("Noted", ("done", 5))
    gone = case_with("Closed", ("done", 50))
    Case.objects.filter(pk=gone.pk).update(stage="closed", closed_on=today)
    page = read_quiet(Case.objects.visible_to(nurse), today, 1)
    assert {one.case.pk for one in page.lines} == quiet
    assert (page.total, page.days) == (4, (14,))
    days = {one.name.split()[0]: one.days for one in page.lines}
    assert days == {"Never": 60, "Long": 15, "Shut": 30, "Planned": 20}
    client.force_login(nurse)
    text = client.get(reverse("families:quiet")).content.decode()
    assert "4 cases" in text
    assert "No contact in 14 days" in text
    client.force_login(midwife(team_offering()))
    assert "0 cases" in client.get(reverse("families:quiet"), {"whose": "team"}).content.decode()
    assert PAGE == 50


def test_w10_a_worker_corrects_what_was_wrong_without_asking_anybody_and_what_it_was_is_kept(client):
    case, nurse, _parent = worked_case()
    client.force_login(nurse)
    here = reverse("families:person_edit", args=[case.client_id])
    person = Person.objects.get(pk=case.client_id)
    sent = {"version": person.version, "language": "cy", "interpreter_needed": "no", "care_leaver": "not_asked"}
    assert client.post(here, sent | parts("date_of_birth", date(1999, 4, 3))).status_code == 302
    person.refresh_from_db()
    assert (person.date_of_birth, person.language) == (date(1999, 4, 3), "cy")
    events = event_model_of(Person).objects.filter(pgh_obj=person).order_by("pgh_id")
    assert events.first().date_of_birth == date(1999, 3, 4)
    assert (
        events.last().pgh_context_metadata["user"] == str(nurse.pk)
        if hasattr(events.last(), "pgh_context_metadata")
        else events.count() >= 2
    )


CLOCK = '[[clocks]]\nkey = "start_scores"'


def later_version(case: Case, folder: Path) -> ServiceVersion:
    """The shipped file without one clock, as the version in force from today."""
    text = (SERVICES / "jig-so-2025.toml").read_text(encoding="utf-8")
    assert text.count(CLOCK) == 1
    start = text.index(CLOCK)
    text = text[:start] + text[text.index("[[clocks]]", start + 5) :]
    text = text.replace('version = "2025"', 'version = "later"', 1)
    text = text.replace("effective_from = 2025-04-01", f"effective_from = {TODAY().isoformat()}")
    path = folder / "jig-so-later.toml"
    path.write_text(text, encoding="utf-8")
    (made,) = keep_versions(partnership=case.partnership, definitions=[load_definition(path)], by=None)
    return made


def test_deleting_a_clock_from_the_definition_removes_its_milestones(client, tmp_path):
    case, nurse, parent = worked_case()
    assert case.milestones.waiting().filter(rule="start_scores").exists()
    case.service_version = later_version(case, tmp_path)
    case.save()
    renew_case(case=Case.objects.get(pk=case.pk), by=nurse)
    assert not Milestone.objects.waiting().filter(case=case, rule="start_scores").exists()
    assert case.milestones.waiting().exists()
    assert "Start scores" not in opened(client, nurse, case)
    fresh = antenatal_case(case.team, given_name="Nia", opened_on=TODAY())
    allocated(fresh, "parent_worker", parent)
    assert fresh.service_version_id == case.service_version_id
    assert not fresh.milestones.filter(rule="start_scores").exists()


def test_a_clock_that_is_late_or_early_asks_for_a_reason_and_keeps_both_of_two(client):
    case, nurse, _parent = worked_case()
    row = case.milestones.waiting().first()
    Milestone.objects.filter(pk=row.pk).update(due_on=TODAY() - timedelta(days=3))
    client.force_login(nurse)
    here = url("milestone_why", case, milestone_id=row.pk)
    assert "Say why" in client.get(url("milestone", case, milestone_id=row.pk)).content.decode()
    said = date_format(TODAY() - timedelta(days=3), "l j F Y")
    assert f", due {said}</p>" in client.get(here).content.decode()
    assert client.post(here, {"why": "", "was": ""}).status_code == 400
    assert client.post(here, {"why": "She was in hospital", "was": ""}).status_code == 302
    second = client.post(here, {"why": "Nobody was free", "was": ""})
    assert second.status_code == 409
    for words in ("She was in hospital", "Nobody was free"):
        assert words in second.content.decode()
    row.refresh_from_db()
    assert row.why_late == "She was in hospital"
    assert client.post(here, {"why": "Nobody was free", "was": "She was in hospital"}).status_code == 302
    assert "Nobody was free" in client.get(url("milestone", case, milestone_id=row.pk)).content.decode()
    renew_case(case=Case.objects.get(pk=case.pk), by=nurse)
    Milestone.objects.filter(pk=row.pk).update(due_on=TODAY() + timedelta(days=9))
    assert "neither late nor early" in client.post(here, {"why": "x", "was": "Nobody was free"}).content.decode()
    early = {"met_on": TODAY(), "prompt_on": TODAY() + timedelta(days=2), "why_late": ""}
    Milestone.objects.filter(pk=row.pk).update(**early)
    assert "Why early" in client.get(url("milestone", case, milestone_id=row.pk)).content.decode()
    row.refresh_from_db()
    explain_clock(milestone=row, why="She asked for it", expected="", today=timezone.localdate(), by=nurse)
    row.refresh_from_db()
    assert row.why_late == "She asked for it"
