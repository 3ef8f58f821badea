"""Indicators: each defined once, in words that need no second look, with its page in docs."""

import re
from pathlib import Path

import pytest

from families.definitions import casework_files, load_service_version
from reporting.docs import pages
from reporting.indicators.base import CLIENTS, Kind
from reporting.indicators.registry import BY_KEY, UnknownIndicator, every, indicator, layout_of
from reporting.publishing.cells import AT_END, CARRIED, EVENTS, OF, ONCE, SAME, SOME, TOGETHER, UNKNOWN, N
from reporting.publishing.cells import EVERY as EVERY_PART
from reporting.reading.words import GENERAL
from reporting.scope import words_of

DOCS = Path(__file__).resolve().parents[2] / "docs" / "indicators"
EVERY = list(every())
KEYS = [one.key for one in EVERY]
FILES = casework_files()


def test_the_pages_in_docs_are_those_of_the_registry():
    written = {path.name: path.read_text(encoding="utf-8") for path in DOCS.glob("*.md")}
    assert written == pages()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_line_of_a_shipped_layout_is_known(path):
    definition = load_service_version(path)
    listed = [one.key for group in layout_of(definition) for one in group.indicators]
    assert len(listed) == len(set(listed)) > 0


def test_the_lines_one_to_forty_are_all_defined():
    numbers = {int(re.match(r"\d+", one.number)[0]) for one in EVERY if one.number[0].isdigit()}
    assert numbers == set(range(1, 41))


def test_no_two_lines_have_one_number():
    assert len({one.number for one in EVERY}) == len(EVERY)


@pytest.mark.parametrize("one", EVERY, ids=KEYS)
def test_an_indicator_says_what_it_counts(one):
    for name in ("definition", "population", "numerator"):
        assert one.text(name, GENERAL).endswith(".")
    assert one.label_for(GENERAL)


@pytest.mark.parametrize("one", EVERY, ids=KEYS)
def test_every_word_of_a_text_is_filled_in(one):
    definition = load_service_version(FILES[0])
    texts = [one.label_for(words_of(definition))]
    texts += [one.text(name, words_of(definition)) for name in ("definition", "population", "numerator", "left_out")]
    assert not [text for text in texts if "%(" in text]


@pytest.mark.parametrize("one", EVERY, ids=KEYS)
def test_what_can_be_unknown_is_explained(one):
    if "'unknown'" in one.rows:
        assert one.text("unknowns", GENERAL)


@pytest.mark.parametrize("one", EVERY, ids=KEYS)
def test_rows_hold_nothing_that_somebody_wrote(one):
    for word in ("given_name", "family_name", "note.text", "address", "postcode", "nhs_number", "phone"):
        assert word not in one.rows


def test_a_median_measures_and_only_a_median():
    assert {one.key for one in EVERY if "measure" in one.extras} == {
        one.key for one in EVERY if one.kind is Kind.MEDIAN
    }


def test_an_unknown_indicator_is_named():
    with pytest.raises(UnknownIndicator, match="no_such_thing"):
        indicator("no_such_thing")
    assert BY_KEY["families_open"] is indicator("families_open")


def test_what_is_known_of_a_line_names_numbers_that_there_are():
    known = {f"{one.key}:{name}" for one in EVERY for name in (N, OF, UNKNOWN, *one.bands)}
    known |= {CLIENTS, "annex_language:not_asked"}
    sums = [name for whole, parts in (*SOME, *EVERY_PART, *TOGETHER) for name in (whole, *parts)]
    named = {*SAME, *SAME.values(), *EVENTS, *ONCE, *AT_END, *sums, *(name for one in CARRIED for name in one)}
    assert named <= known
    assert named
