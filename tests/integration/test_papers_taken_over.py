"""Papers of a case that another service takes over: signed here and kept here, and in force there."""

from io import BytesIO

import attrs
import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document

from families.actions.papers import acknowledge_paper, countersign_paper, return_paper, revise_paper
from families.actions.services import keep_versions
from families.actions.transfers import accept_transfer, ask_transfer
from families.definition_of import rules_of
from families.errors import CaseIsClosed
from families.models import Case, PaperAcknowledgement, PaperVersion, Service
from families.reading.papers import current_alerts, papers_before
from tests.factories import families as make
from tests.factories.papers import begun, signed, signed_paper

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def moving():
    """A case, its midwife, its manager, and the manager of another service that writes the same papers."""
    case, nurse, _parent = make.worked_case()
    rules = attrs.evolve(rules_of(case), slug="connecting", version="1", reference_prefix="CF")
    keep_versions(partnership=case.partnership, definitions=[rules], by=None)
    return case, nurse, make.manager(case.team), make.manager(make.team_offering(slug="connecting"))


def handed_on(case, boss, receiver, slug="connecting") -> Case:
    asked = ask_transfer(
        case=case, to_team=receiver.memberships.get().team, to_service=Service.objects.get(slug=slug),
        reason="Steps on", summary="Due soon", by=boss,
    )  # fmt: skip
    made = accept_transfer(transfer=asked, expected_version=1, by=receiver).to_case
    return Case.objects.for_reading().get(pk=made.pk)


def acknowledged(version, by, whom="Sister Ffug"):
    return acknowledge_paper(version=version, unit="Labour ward", by_whom=whom, acknowledged_on=TODAY(), by=by)


def read(user, name, *parts):
    client = Client()
    client.force_login(user)
    answer = client.get(reverse(f"families:{name}", args=parts))
    assert answer.status_code == 200, name
    return answer


def test_what_was_signed_stays_in_the_old_record_and_holds_in_the_new_one_word_for_word(moving):
    case, nurse, boss, receiver = moving
    first = signed_paper(case, "hospital_alert", by=nurse, text="Ring the social worker.")
    acknowledged(first, nurse)
    words = list(first.sections.values_list("key", "place", "text"))
    made = handed_on(case, boss, receiver)
    # The old record reads as it did.
    assert case.papers.get().versions.get() == first
    assert list(first.sections.values_list("key", "place", "text")) == words
    assert first.acknowledgements.get().by_whom == "Sister Ffug"
    old = read(boss, "paper", first.paper_id).text
    assert "Ring the social worker." in old
    assert "Acknowledged on" in old
    assert "It goes on in the case of another service" in old
    assert made.reference not in old, "who passed it on opens the new case no longer"
    assert made.reference in read(receiver, "paper", first.paper_id).text
    assert "Signed: Hospital birth alert" in read(boss, "timeline", case.pk).text
    # The new one has what holds, under the name that signed it, and says from where.
    copy = made.papers.get().versions.get()
    for name in ("number", "dated", "signed_at", "signed_by", "heading", "counts_as"):
        assert getattr(copy, name) == getattr(PaperVersion.objects.get(pk=first.pk), name), name
    assert list(copy.sections.values_list("key", "place", "text")) == words
    assert [line.latest.state.words for line in current_alerts(made)] == [f"Acknowledged on {_said(TODAY())}"]
    page = read(receiver, "case", made.pk).text
    assert "Taken over from the earlier record" in page
    # The unit goes by names of people who have left the case: whoever takes it over is asked to look.
    assert "Read “Hospital birth alert”, taken over" in page
    assert (copy.task.case, copy.task.assigned_to) == (made, None)
    assert "Not acknowledged yet" not in page
    paper = read(receiver, "paper", copy.paper_id).text
    assert f"Signed in the earlier record, {case.reference}" in paper
    assert nurse.name in paper
    told = read(receiver, "timeline", made.pk).text
    assert "Taken over: Hospital birth alert" in told
    assert f"signed by {nurse.name} in {case.reference}" in told
    assert "Signed: Hospital birth alert" not in told


def _said(day):
    return f"{day.day} {day:%B %Y}"


def test_both_files_are_right_and_the_new_one_says_where_it_goes_on(moving):
    case, nurse, boss, receiver = moving
    first = signed_paper(case, "hospital_alert", by=nurse)
    acknowledged(first, nurse)
    made = handed_on(case, boss, receiver)
    copy = made.papers.get().versions.get()

    def told(user, version):
        file = read(user, "paper_file", version.paper_id, version.number, "docx").content
        return [one.text for one in Document(BytesIO(file)).paragraphs]

    old, new = told(boss, first), told(receiver, copy)
    more = [line for line in new if line not in old]
    assert [line for line in old if line not in new] == []
    assert more == [f"Goes on in: {made.reference}, {made.team.name}, since {_said(TODAY())}"]
    assert f"Reference: {case.reference}" in new
    assert any("Sister Ffug" in line for line in new)


def test_the_unit_is_asked_once_more_for_the_new_record_and_answers_there(moving):
    case, nurse, boss, receiver = moving
    first = signed_paper(case, "hospital_alert", by=nurse)
    assert "Not acknowledged yet" in read(nurse, "case", case.pk).text
    made = handed_on(case, boss, receiver)
    assert "Not acknowledged yet" not in read(boss, "case", case.pk).text, "nothing waits in a record that has ended"
    assert "Signed, goes on in the case of another service" in read(boss, "papers", case.pk).text
    assert "Not acknowledged yet" in read(receiver, "case", made.pk).text
    copy = made.papers.get().versions.get()
    first.refresh_from_db()
    assert (first.task, copy.task.case) == (None, made)
    acknowledged(copy, receiver)
    copy.task.refresh_from_db()
    assert copy.task.done_on
    assert not first.acknowledgements.exists()
    assert "Sister Ffug" in read(receiver, "timeline", made.pk).text


def test_the_next_version_is_written_in_the_new_record_and_the_old_one_keeps_its_own(moving):
    case, nurse, boss, receiver = moving
    first = signed_paper(case, "hospital_alert", by=nurse, text="Ring her aunt.")
    made = handed_on(case, boss, receiver)
    with pytest.raises(CaseIsClosed):
        return_paper(version=first, reason="x", by=boss)
    second = revise_paper(paper=made.papers.get(), by=receiver)
    assert (second.number, second.sections.first().text) == (2, "Ring her aunt.")
    signed(second, by=receiver)
    assert [line.standing.version for line in current_alerts(made)] == [second]
    assert list(case.papers.get().versions.all()) == [first]


def test_a_draft_goes_on_and_leaves_what_was_signed_behind_it(moving):
    case, nurse, boss, receiver = moving
    plan = begun(case, "birth_plan", by=nurse)
    report = signed_paper(case, "conference_report", by=nurse)
    draft = revise_paper(paper=report.paper, by=nurse)
    alert = signed_paper(case, "hospital_alert", by=nurse)
    later = revise_paper(paper=alert.paper, by=nurse)
    made = handed_on(case, boss, receiver)
    kept = {one.kind: list(one.versions.values_list("pk", flat=True)) for one in case.papers.all()}
    assert kept == {"conference_report": [report.pk], "hospital_alert": [alert.pk]}
    papers = {one.kind: list(one.versions.order_by("number")) for one in made.papers.all()}
    assert (papers["birth_plan"], papers["conference_report"]) == ([plan], [draft])
    assert [(one.number, bool(one.taken_over_on)) for one in papers["hospital_alert"]] == [(1, True), (2, False)]
    assert papers["hospital_alert"][1] == later
    assert "where earlier versions stand" in read(receiver, "paper", papers["conference_report"][0].paper_id).text


def test_what_the_new_service_does_not_write_is_listed_there_from_the_earlier_record(moving):
    case, nurse, boss, receiver = moving
    rules = rules_of(case)
    others = tuple(one for one in rules.papers if one.key != "hospital_alert")
    rules = attrs.evolve(rules, slug="staying", version="1", reference_prefix="ST", papers=others)
    keep_versions(partnership=case.partnership, definitions=[rules], by=None)
    last = make.manager(make.team_offering(slug="staying"))
    for kind in ("hospital_alert", "safety_plan", "birth_plan"):
        signed_paper(case, kind, by=nurse)
    made = handed_on(case, boss, last, "staying")
    assert list(made.papers.values_list("kind", flat=True)) == ["birth_plan"]
    lines = papers_before(made, last)
    assert case.reference in read(last, "papers", made.pk).text
    assert sorted(line.paper.kind for line in lines) == ["hospital_alert", "safety_plan"]
    assert {line.reference for line in lines} == {case.reference}
    # And on from there: what was taken over once is not told twice.
    third = handed_on(made, last, receiver)
    lines = papers_before(third, receiver)
    assert sorted(line.paper.kind for line in lines) == ["hospital_alert", "safety_plan"]
    copies = PaperVersion.objects.filter(paper__kind="birth_plan").order_by("entered_at")
    assert [one.paper.before_id for one in copies] == [None, copies[0].paper_id, copies[1].paper_id]


def test_a_second_signature_that_was_waited_for_is_given_in_the_new_record(moving):
    case, nurse, boss, _receiver = moving
    rules = rules_of(case)
    papers = tuple(attrs.evolve(one, countersigned=True) if one.key == "birth_plan" else one for one in rules.papers)
    rules = attrs.evolve(rules, slug="staying", version="1", reference_prefix="ST", papers=papers)
    keep_versions(partnership=case.partnership, definitions=[rules], by=None)
    last = make.manager(make.team_offering(slug="staying"))
    first = signed_paper(case, "birth_plan", by=nurse)
    copy = handed_on(case, boss, last, "staying").papers.get().versions.get()
    countersign_paper(version=copy, by=last)
    first.refresh_from_db()
    assert first.countersigned_at is None


def test_nobody_can_put_words_into_what_somebody_signed_elsewhere(moving):
    case, nurse, boss, receiver = moving
    signed_paper(case, "hospital_alert", by=nurse)
    made = handed_on(case, boss, receiver)
    copy = made.papers.get().versions.get()
    other = begun(made, "birth_plan", by=receiver)
    signs = {"dated": TODAY(), "signed_at": timezone.now(), "signed_by": nurse, "taken_over_on": TODAY()}
    for broken in (
        lambda: PaperVersion.objects.filter(pk=copy.pk).update(signed_by=receiver),
        lambda: PaperVersion.objects.filter(pk=copy.pk).update(taken_over_on=None),
        lambda: copy.sections.update(text="Else"),
        lambda: type(copy.paper).objects.filter(pk=copy.paper_id).update(before=None),
        lambda: PaperVersion.objects.filter(pk=other.pk).update(**signs),
        lambda: PaperAcknowledgement.objects.filter(of=copy).delete() and copy.delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            broken()
