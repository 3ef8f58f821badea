"""Looking for words in a timeline: everything that may be seen, and nothing more; no word in an address."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from activity.models import AccessEntry
from families.actions.people_edits import keep_parents_apart
from families.actions.statuses import start_status
from families.definition_of import rules_of
from families.models import NoteAddendum
from families.registries import timeline_kinds, timeline_sources
from families.timeline import searching
from families.timeline.reading import read_timeline
from families.timeline.searching import search_timeline
from tests.factories.families import manager, many_visits, midwife, partner_case, visit_row, worked_case
from tests.integration.life_forms import url

pytestmark = pytest.mark.django_db


@pytest.fixture
def worked(client):
    case, nurse, _parent = worked_case()
    client.force_login(nurse)
    return case, nurse


def titles(case, user, words, **more):
    return [one.title for one in search_timeline(case, user, words, **more).entries]


def test_a_word_deep_in_a_long_note_is_found_whatever_its_accents_and_capitals(worked):
    case, nurse = worked
    visit_row(case, nurse, note="All well. " * 200 + "Spoke of her brother Siôn.")
    assert len(titles(case, nurse, "sion BROTHER")) == 1
    assert titles(case, nurse, "sion sister") == []


def test_an_addition_to_a_note_is_searched_with_it(worked):
    case, nurse = worked
    note = visit_row(case, nurse).visit_cases.get().note
    NoteAddendum.objects.create(note=note, text="The landlord rang", written_at=timezone.now(), written_by=nurse)
    assert len(titles(case, nurse, "landlord")) == 1


def test_what_an_entry_is_called_is_found_in_the_language_of_the_page(worked):
    case, nurse = worked
    start_status(
        family=case.family, person=case.client, definition=rules_of(case), kind="early_help",
        starts=timezone.localdate(), by=nurse,
    )  # fmt: skip
    assert len(titles(case, nurse, "early help")) == 1
    with translation.override("cy"):
        assert titles(case, nurse, "early help") == []
        assert len(titles(case, nurse, "cymorth cynnar")) == 1


def test_an_unsigned_note_is_found_by_who_was_there_alone(worked):
    case, nurse = worked
    visit_row(case, nurse, note="Not signed yet", signed=False)
    assert len(titles(case, nurse, "signed yet")) == 1
    other = midwife(case.team)
    visit_row(case, nurse, note="A private worry", signed=False)
    assert titles(case, other, "private worry") == []


def test_each_side_of_parents_kept_apart_finds_its_own_alone(client, worked):
    case, nurse = worked
    visit_row(case, nurse, note="She fears him")
    his = partner_case(case)
    boss = manager(case.team)
    keep_parents_apart(family=case.family, apart=True, expected_version=case.family.version, by=boss)
    assert titles(his, boss, "fears") == []
    client.force_login(midwife(case.team))
    assert client.post(url("timeline", case), {"words": "fears"}).status_code == 404


def test_the_page_finds_by_words_and_kind_and_keeps_the_words_out_of_addresses_and_logs(client, worked):
    case, nurse = worked
    visit_row(case, nurse, note="Rang housing about the damp")
    visit_row(case, nurse, note="Nothing new")
    here = url("timeline", case)
    text = client.post(here, {"words": "damp", "kind": "visit"}).content.decode()
    assert "Rang housing about the damp" in text
    assert "Nothing new" not in text
    assert "words=" not in text
    assert (
        "Nothing that you can see matches" in client.post(here, {"words": "damp", "kind": "meeting"}).content.decode()
    )
    entry = AccessEntry.objects.filter(kind="searched", subject_id=str(case.pk)).latest("id")
    assert "damp" not in str(entry.detail)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"words": "x" * 1_000_000}, 400),
        ({"words": "a\x00b"}, 400),
        ({"words": "damp", "kind": "nonsense"}, 400),
        ({"words": "", "kind": ""}, 200),
        ({"words": "%_'; --", "before": "\x00"}, 200),
        ({"words": "(a|b)*", "before": "9999-99-99_1_2"}, 200),
    ],
    ids=["a megabyte", "NUL", "no kind", "nothing", "sql", "regex"],
)
def test_nonsense_is_met_with_an_answer(client, worked, sent, status):
    assert client.post(url("timeline", worked[0]), sent).status_code == status


def test_pages_of_what_is_found_hold_each_entry_once(worked, monkeypatch):
    monkeypatch.setattr(searching, "BATCH", 7)
    monkeypatch.setattr(searching, "MOST_BATCHES", 2)
    case, nurse = worked
    many_visits(case, nurse, number=31, note="Needle in hay")
    found, before = [], ""
    for _page in range(40):
        read = search_timeline(case, nurse, "needle", before=before, most=4)
        found += read.entries
        before = read.older
        if not before:
            break
    assert len(found) == 31
    assert len({one.mark for one in found}) == 31
    assert [one.at for one in found] == sorted((one.at for one in found), reverse=True)


@pytest.mark.parametrize("visits", [5, 500])
def test_a_search_asks_few_questions_whatever_the_visits(worked, visits, django_assert_max_num_queries):
    case, nurse = worked
    many_visits(case, nurse, number=visits)
    with django_assert_max_num_queries(8):
        assert search_timeline(case, nurse, "no such word").entries == ()


def test_every_kind_of_entry_can_be_chosen(client, worked):
    case, nurse = worked
    known = {kind for kind, _label in timeline_kinds()}
    assert known >= {"visit", "meeting", "status", "birth", "loss", "closure", "scores", "referral", "network"}
    assert known <= {kind for one in timeline_sources() for kind in one.kinds}
    for kind in known:
        assert {one.kind for one in read_timeline(case, nurse, kind=kind).entries} <= {kind}
        assert client.get(reverse("families:timeline", args=[case.pk]), {"kind": kind}).status_code == 200
    old = timezone.now() - timedelta(days=2)
    assert all(one.at < old for one in read_timeline(case, nurse, before=f"{old.isoformat()}_0_{'0' * 32}").entries)
