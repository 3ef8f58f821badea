"""The chronology: chosen from the timeline or written by hand, amended, taken out, printed."""

import io
from datetime import date, timedelta

import pypdf
import pytest
from django.db import IntegrityError, transaction

from activity.models import AccessEntry
from families.actions.chronology import Removed, add_to_chronology, amend_chronology, remove_from_chronology
from families.actions.people_edits import keep_parents_apart
from families.models import ChronologyEntry, ChronologyVersion
from families.reading.chronology import PAGE, read_chronology
from families.timeline.reading import read_timeline
from tests.factories.families import manager, midwife, partner_case, team_offering, visit_row, worked_case
from tests.integration.life_forms import TODAY, errors, parts, url
from tests.pdf_ua import faults_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def worked(client):
    case, nurse, _parent = worked_case()
    client.force_login(nurse)
    return case, nurse


def told(**more):
    start = {"what": "Police were called", "significance": "The first report of violence", "source": "Police report"}
    return start | parts("happened_on", date(2019, 3, 14)) | more


def written(case, by, **more):
    start = {"happened_on": date(2019, 3, 14), "what": "Police were called", "significance": "The first report",
             "source": "Police report"}  # fmt: skip
    return add_to_chronology(case=case, by=by, **(start | more))


def text_of(answer) -> str:
    assert answer["Content-Type"] == "application/pdf"
    assert faults_of(answer.content) == []
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(" ".join(one.extract_text() for one in pages).split())


def test_an_entry_written_by_hand_is_saved_once_and_stands_on_the_timeline(client, worked):
    case, nurse = worked
    sent = told(key="0191d3c4-0000-7000-8000-000000000002", **parts("until", date(2019, 4, 1)))
    for _press in range(2):
        assert client.post(url("chronology_new", case), sent).status_code == 302
    row = ChronologyEntry.objects.get(case=case)
    assert (row.happened_on, row.until, row.event_kind, row.entered_by) == (
        date(2019, 3, 14), date(2019, 4, 1), "", nurse,
    )  # fmt: skip
    for name in ("chronology", "timeline"):
        assert "Police were called" in client.get(url(name, case)).content.decode()


def test_an_event_of_the_timeline_is_taken_over_with_its_day_words_and_source(client, worked):
    case, nurse = worked
    visit_row(case, nurse, note="She said that he reads her messages.")
    (entry,) = [one for one in read_timeline(case, nurse).entries if one.kind == "visit"]
    page = client.get(url("timeline", case)).content.decode()
    assert "Add to the chronology" in page
    form = client.get(url("chronology_new", case), {"of": entry.mark}).content.decode()
    assert "he reads her messages" in form
    assert nurse.name in form
    here = f"{url('chronology_new', case)}?of={entry.mark.replace('+', '%2B')}"
    assert client.post(here, told(**parts("happened_on", TODAY()))).status_code == 302
    row = ChronologyEntry.objects.get(case=case)
    assert (row.event_kind, str(row.event_row.hex)) == ("visit", entry.mark.rpartition("_")[2])
    assert "In the chronology" in client.get(url("timeline", case)).content.decode()
    assert len([one for one in read_timeline(case, nurse).entries if one.kind == "chronology"]) == 0


def test_a_mark_of_another_case_or_none_at_all_takes_nothing_over(client, worked):
    case, _nurse = worked
    other, theirs, _parent = worked_case(team_offering())
    visit_row(other, theirs, note="Somebody else's secret")
    (entry,) = [one for one in read_timeline(other, theirs).entries if one.kind == "visit"]
    for mark in (entry.mark, "x", "2026-01-01T00:00:00+00:00_999_" + "0" * 32, "\x00", "_" * 40):
        answer = client.get(url("chronology_new", case), {"of": mark})
        assert answer.status_code == 200
        assert "secret" not in answer.content.decode()


def test_an_unsigned_note_of_a_colleague_cannot_be_taken_over(worked, client):
    case, nurse = worked
    visit_row(case, midwife(case.team), note="Not signed yet, private", signed=False)
    (entry,) = [one for one in read_timeline(case, nurse).entries if one.kind == "visit"]
    assert "private" not in client.get(url("chronology_new", case), {"of": entry.mark}).content.decode()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"what": ""}, "Say what happened"),
        ({"significance": " "}, "Say why it matters"),
        ({"source": ""}, "Say where this is known from"),
        ({"what": "a\x00b"}, "invisible characters"),
        ({"what": "x" * 1_000_000}, "2000 characters"),
        (parts("happened_on", {"day": "30", "month": "2", "year": "2020"}), "date"),
        (parts("happened_on", {"day": "1", "month": "1", "year": "2094"}), "future"),
        (parts("until", date(2018, 1, 1)), "before it began"),
    ],
    ids=["nothing", "no meaning", "no source", "NUL", "a megabyte", "no day", "future", "backwards"],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(client, worked, more, words):
    case, _nurse = worked
    text = errors(client.post(url("chronology_new", case), told(**more)))
    assert words in text.replace(",", "")
    assert not ChronologyEntry.objects.exists()


def test_amending_keeps_every_earlier_version_and_who_wrote_it(client, worked):
    case, nurse = worked
    row = written(case, nurse)
    boss = manager(case.team)
    amend_chronology(entry=row, expected_version=1, changes={"what": "Police were called twice"}, by=boss)
    amend_chronology(entry=row, expected_version=2, changes={"significance": "A pattern"}, by=nurse)
    assert list(row.versions.values_list("number", "what", "written_by")) == [
        (1, "Police were called", nurse.pk),
        (2, "Police were called twice", boss.pk),
    ]
    text = client.get(url("chronology_entry", case, chronology_id=row.pk)).content.decode()
    for words in ("Police were called twice", "A pattern", "The first report", "Version 1", boss.name):
        assert words in text


def test_saving_without_a_change_makes_no_version(worked):
    case, nurse = worked
    row = written(case, nurse)
    amend_chronology(entry=row, expected_version=1, changes={"what": row.what}, by=nurse)
    assert not ChronologyVersion.objects.exists()


@pytest.mark.parametrize("name", ["chronology_edit", "chronology_remove"])
def test_the_second_of_two_editors_sees_both_texts_and_can_keep_either(client, worked, name):
    case, nurse = worked
    row = written(case, nurse)
    amend_chronology(entry=row, expected_version=1, changes={"what": "Theirs"}, by=manager(case.team))
    here = url(name, case, chronology_id=row.pk)
    mine = told(what="Mine", why="Mine", version=1)
    late = client.post(here, mine)
    assert late.status_code == 409
    assert "Mine" in late.content.decode()
    assert "changed this while you were writing" in late.content.decode()
    row.refresh_from_db()
    assert (row.what, row.removed_on) == ("Theirs", None)
    assert client.post(here, mine | {"version": "2"}).status_code == 302
    row.refresh_from_db()
    assert row.what == "Mine" or row.removed_why == "Mine"


def test_what_is_taken_out_says_why_and_stays_readable_apart(client, worked):
    case, nurse = worked
    row = written(case, nurse)
    gone = url("chronology_remove", case, chronology_id=row.pk)
    assert "Say why" in errors(client.post(gone, {"version": 1, "why": ""}))
    assert client.post(gone, {"version": 1, "why": "About somebody else"}).status_code == 302
    assert "Police were called" not in client.get(url("chronology", case)).content.decode()
    removed = client.get(url("chronology", case), {"show": "removed"}).content.decode()
    assert "Police were called" in removed
    assert "About somebody else" in removed
    assert "Police were called" not in client.get(url("timeline", case)).content.decode()
    assert "Police were called" not in text_of(client.get(url("chronology_pdf", case)))
    row.refresh_from_db()
    with pytest.raises(Removed):
        amend_chronology(entry=row, expected_version=row.version, changes={"what": "x"}, by=nurse)
    with pytest.raises(Removed):
        remove_from_chronology(entry=row, expected_version=row.version, why="Again", by=nurse)


def test_the_database_refuses_a_removal_without_a_reason_and_a_change_of_an_earlier_version(worked):
    case, nurse = worked
    row = written(case, nurse)
    amend_chronology(entry=row, expected_version=1, changes={"what": "Other"}, by=nurse)
    with pytest.raises(IntegrityError), transaction.atomic():
        ChronologyEntry.objects.filter(pk=row.pk).update(removed_on=TODAY())
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        ChronologyVersion.objects.update(what="Rewritten")


def test_the_paper_reads_as_the_page_does_in_order_of_time_and_is_remembered(client, worked):
    case, nurse = worked
    written(case, nurse, happened_on=date(2021, 5, 1), what="Moved into *her* own #flat", source="Housing")
    written(case, nurse)
    text = text_of(client.get(url("chronology_pdf", case)))
    assert text.index("14 March 2019") < text.index("1 May 2021")
    for words in ("Moved into *her* own #flat", "The first report", case.client.full_name, case.reference, nurse.name):
        assert words in text
    assert AccessEntry.objects.filter(kind="exported", subject_id=str(case.pk)).exists()


def test_an_empty_chronology_can_be_printed(client, worked):
    assert "Nothing has been put" in text_of(client.get(url("chronology_pdf", worked[0])))


def test_a_long_chronology_has_pages_that_hold_each_entry_once(client, worked):
    case, nurse = worked
    ChronologyEntry.objects.bulk_create(
        ChronologyEntry(case=case, happened_on=date(2020, 1, 1) + timedelta(days=one // 3), what=f"Event {one}",
                        significance="s", source="s", entered_by=nurse)
        for one in range(PAGE + 7)
    )  # fmt: skip
    first = read_chronology(case)
    second = read_chronology(case, after=first.next)
    assert (len(first.entries), len(second.entries), second.next) == (PAGE, 7, "")
    found = [one.what for one in (*first.entries, *second.entries)]
    assert found == [f"Event {one}" for one in range(PAGE + 7)]
    for after in ("x", "\x00", "2020-01-01_nonsense", first.next):
        assert client.get(url("chronology", case), {"after": after}).status_code == 200


def test_neither_side_of_parents_kept_apart_reads_the_chronology_of_the_other(client, worked):
    case, nurse = worked
    row = written(case, nurse)
    his = partner_case(case)
    boss = manager(case.team)
    keep_parents_apart(family=case.family, apart=True, expected_version=case.family.version, by=boss)
    client.force_login(boss)
    for name in ("chronology", "timeline", "case"):
        assert "Police were called" not in client.get(url(name, his)).content.decode()
    assert "Police" not in text_of(client.get(url("chronology_pdf", his)))
    assert client.get(url("chronology_entry", his, chronology_id=row.pk)).status_code == 404
    client.force_login(midwife(case.team))
    assert client.get(url("chronology", case)).status_code == 404
    assert client.get(url("chronology_pdf", case)).status_code == 404
