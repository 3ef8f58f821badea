"""Definition files: what is shipped, and every fault told at once with its place."""

import ast
import contextlib
import copy
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from families.definitions import (
    DefinitionProblems,
    canonical_json,
    from_data,
    load_definition,
    load_service_version,
    read_service_version,
    service_files,
    sha256,
    to_data,
)
from families.definitions.loading import SERVICES, merge, read_toml
from jigso_cms.demo.partnership import OTHER_SERVICE

ROOT = SERVICES.parent.parent
SHIPPED = SERVICES / "jig-so-2025.toml"
PURE = ["gestation", "working_days", "nhs_numbers", "postcodes", "labels", "clocks", "definitions"]


@pytest.fixture
def jigso():
    return load_service_version(SHIPPED)


@pytest.fixture
def changed(tmp_path):
    """The shipped file with some of its text replaced."""

    def write(*replacements):
        text = SHIPPED.read_text(encoding="utf-8")
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / "service.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def told(path):
    with pytest.raises(DefinitionProblems) as error:
        load_service_version(path)
    return [str(problem) for problem in error.value.problems]


@pytest.mark.parametrize("path", [*service_files(), OTHER_SERVICE], ids=lambda path: path.stem)
def test_every_shipped_file_loads_and_survives_storing(path):
    definition = load_definition(path)
    stored = json.loads(json.dumps(to_data(definition)))
    assert from_data(stored) == definition
    assert sha256(stored) == sha256(definition)


def test_jigso_has_its_slots_and_no_age_limit(jigso):
    assert [(slot.key, slot.required) for slot in jigso.slots] == [
        ("midwife", True),
        ("parent_worker", True),
        ("nursery_nurse", False),
    ]
    assert jigso.eligibility.maximum_age is None
    assert (jigso.reopen_days, jigso.hand_over_days, jigso.end.birthday) == (90, 28, 2)


def test_both_versions_have_the_same_slots_and_follow_each_other():
    first, second = (load_service_version(SERVICES / f"jig-so-{year}.toml") for year in (2019, 2025))
    assert first.slug == second.slug == "jig-so"
    assert first.slots == second.slots
    assert (first.effective_from, second.effective_from) == (date(2019, 4, 1), date(2025, 4, 1))
    assert sha256(first) != sha256(second)


def test_the_statutory_layer_is_part_of_the_whole(jigso):
    assert jigso.status("child_protection").register
    assert {one.key for one in jigso.status("child_protection").categories} == {
        "physical", "emotional", "sexual", "financial", "neglect",
    }  # fmt: skip
    assert jigso.meeting("initial_conference").decisions[0].starts == ("child_protection",)
    assert jigso.clock("core_group").statutory
    assert [rule.key for rule in jigso.clocks_met_by("meeting:core_group")] == ["core_group"]


def test_every_clock_names_its_source_and_says_where_the_value_is_our_own(jigso):
    for rule in jigso.clocks:
        assert rule.source.endswith(".")
        assert rule.service_default == ("default" in rule.source), rule.key


def test_removals_are_orders_police_protection_and_accommodation(jigso):
    counted = {basis.key for basis in jigso.separation_bases if basis.counts_as_removal}
    assert counted == {
        "police_protection",
        "emergency_protection_order",
        "interim_care_order",
        "care_order",
        "accommodation",
    }


def test_the_return_has_its_lines_in_three_parts_and_none_twice(jigso):
    """Lines 1 to 40, with 29b, 30b, 30c, 36b, 38b and 39b."""
    layout = jigso.return_layout
    assert (len(layout.how_much), len(layout.how_well), len(layout.better_off)) == (18, 12, 16)
    keys = [*layout.how_much, *layout.how_well, *layout.better_off, *layout.context]
    assert len(keys) == len(set(keys))
    assert layout.better_off[-1] == "satisfied_or_helped"


def test_the_published_costs_have_their_year_and_source(jigso):
    costs = (*jigso.programme_costs, *jigso.unit_costs)
    assert [(cost.pounds, cost.price_year) for cost in costs] == [
        (330_000, "2021-22"),
        (54_080, "2021-22"),
    ]


def test_labels_speak_welsh_and_fall_back_on_english(jigso):
    assert jigso.slot("midwife").label.text("cy") == "Bydwraig"
    assert jigso.slot("midwife").label.text("en-gb") == "Midwife"
    assert jigso.slot("midwife").label.text("fr") == "Midwife"


def test_an_unknown_key_is_a_key_error(jigso):
    with pytest.raises(KeyError):
        jigso.slot("astronaut")


def test_all_faults_are_told_at_once_with_file_path_and_reason(changed):
    path = changed(
        ("reopen_days = 90", 'reopen_days = "ninety"'),
        ('professions = ["midwife"]', 'professions = ["astronaut"]'),
        ('met_by = ["slot:midwife"]', 'met_by = ["slot:pilot"]'),
        ('gestation = "12+0"', 'gestation = "12+9"'),
        ('cy = "Gro Brain"', 'cy = ""'),
        ("[eligibility]", "[eligibility]\nshoe_size = 38"),
        ("birthday = 2", ""),
    )
    found = told(path)
    assert "service.toml: reopen_days: must be a whole number, not 'ninety'" in found
    assert "service.toml: slots[0].professions[0]: “astronaut” is not one of the professions" in found
    assert "service.toml: eligibility: has keys that nobody reads: shoe_size" in found
    assert "service.toml: end.birthday: is missing" in found or "service.toml: end: birthday is missing" in found
    for part in ("met_by[0]: “pilot”", "due.latest_of[0].gestation: “12+9”", "topics[4].label: has no Welsh"):
        assert any(part in one for one in found), part
    assert len(found) == 7


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('key = "gro_brain"', 'key = "Gro Brain"', "not small letters"),
        ('key = "gro_brain"', 'key = "aces"', "“aces” is there twice"),
        ('key = "gp"', 'key = "housing"', "“housing” is there twice"),
        ('anchor = "slot:parent_worker"', 'anchor = "teatime"', "tools[0].anchor: “teatime” is not a fact"),
        ('trigger = ["referred"]', "trigger = []", "trigger: names no fact"),
        ('"live_births",', '"families_open",', "return_layout: “families_open” is there twice"),
        ('slot = "midwife", within', 'slot = "cook", within', "return_layout.first_slot.slot: “cook”"),
        (
            '"parent_worker", by_gestation = "20+0"',
            '"parent_worker"',
            "return_layout.second_slot.by_gestation: is missing",
        ),
        (
            "due = { amount = 42, unit",
            'due = { amount = 42, gestation = "20+0", unit',
            "needs exactly one of",
        ),
        ('hand_over_slot = "midwife"', 'hand_over_slot = "cook"', "hand_over_slot: “cook”"),
        ('jurisdiction = "wales"', 'jurisdiction = "narnia"', "jurisdiction"),
        ("effective_from = 2025-04-01", 'effective_from = "soon"', "effective_from"),
        ("required = true", 'required = "yes"', "slots[0].required: must be true or false"),
        ("weight = 0.5", "weight = true", "slots[2].weight: must be a number"),
        ("reopen_days = 90", "reopen_days = -1", "reopen_days: must be at least 0, not -1"),
        ("no_access_escalation_after = 2", "no_access_escalation_after = 0", "must be at least 1"),
        ('reference_prefix = "JS"', 'reference_prefix = "js 1"', "reference_prefix"),
    ],
)
def test_a_fault_is_told_where_it_stands(changed, old, new, expected):
    assert any(expected in one for one in told(changed((old, new))))


def test_a_decision_of_a_status_that_is_not_there_is_told(changed):
    more = '\n[[meetings]]\nkey = "panel"\nlabel = { en = "Panel", cy = "Panel" }\n'
    more += 'decisions = [{ key = "go", label = { en = "Go", cy = "Mynd" }, starts = ["flying"] }]\n'
    found = told(changed(("# What changed for the family.", more)))
    assert any("decisions[0].starts[0]: “flying” is not one of the statuses" in one for one in found)


def test_what_toml_refuses_is_one_problem_without_a_traceback(tmp_path):
    path = tmp_path / "bad.toml"
    path.write_bytes(b"slug = \xff")
    assert told(path)[0].startswith("bad.toml: cannot be read")
    assert told(tmp_path / "absent.toml")[0].startswith("absent.toml: cannot be read")


def test_an_own_entry_of_the_same_key_replaces_the_statutory_one(changed, jigso):
    own = '[[clocks]]\nkey = "pre_birth_conference"\n'
    own += 'label = { en = "Pre-birth conference", cy = "Cynhadledd cyn geni" }\n'
    own += 'source = "Our regional protocol."\ntrigger = ["meeting:strategy_discussion"]\n'
    own += 'due = { gestation = "32+0" }\nmet_by = ["meeting:initial_conference"]\n\n'
    own += "# What changed for the family."
    definition = load_service_version(changed(("# What changed for the family.", own)))
    assert definition.clock("pre_birth_conference").due.gestation == "32+0"
    assert len(definition.clocks) == len(jigso.clocks)


@given(st.lists(st.sampled_from("abcdef"), unique=True), st.lists(st.sampled_from("abcdef"), unique=True))
def test_merging_keeps_every_key_once_and_prefers_the_service(law, own):
    rows = merge(
        {"clocks": [{"key": key, "of": "law"} for key in law]},
        {"clocks": [{"key": key, "of": "own"} for key in own]},
    )["clocks"]
    assert sorted(row["key"] for row in rows) == sorted({*law, *own})
    assert all(row["of"] == "own" for row in rows if row["key"] in own)


WHOLE = read_toml(SHIPPED)
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.just([]),
    st.just([[1]]),
    st.just({"a": 1}),
)


def places(value, path=()):
    """Every place in nested data, tables and lists included."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield (*path, key)
        yield from places(one, (*path, key))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(list(places(WHOLE))), ODD), min_size=1, max_size=4))
def test_no_nonsense_anywhere_in_a_file_is_more_than_a_list_of_problems(changes):
    data = copy.deepcopy(WHOLE)
    for path, value in changes:
        place = data
        for step in path[:-1]:
            inside = isinstance(place, dict) and step in place
            inside = inside or (isinstance(place, list) and isinstance(step, int) and step < len(place))
            place = place[step] if inside else {}
        last = path[-1]
        if isinstance(place, dict) or (isinstance(place, list) and isinstance(last, int) and last < len(place)):
            place[path[-1]] = value
    with contextlib.suppress(DefinitionProblems):
        definition = read_service_version(data, file="x.toml")
        assert from_data(json.loads(json.dumps(to_data(definition)))) == definition


def test_order_of_keys_does_not_change_the_hash_and_order_of_rows_does():
    assert canonical_json({"b": 1, "a": "ŵ"}) == '{"a":"ŵ","b":1}'
    assert sha256({"a": [1, 2]}) != sha256({"a": [2, 1]})


def pure_files() -> list[Path]:
    families = [ROOT / "families" / name for name in PURE]
    outcomes = [ROOT / "outcomes" / name for name in ("statistics", "tool_definitions")]
    return [
        file
        for place in (*families, *outcomes)
        for file in (sorted(place.glob("*.py")) if place.is_dir() else [place.with_suffix(".py")])
    ]


def test_pure_modules_import_neither_django_nor_models():
    assert len(pure_files()) > 20
    for file in pure_files():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in names if name.startswith(("django", "rest_framework")) or "models" in name], (
                file
            )


def test_no_key_of_a_service_slot_or_meeting_stands_in_the_pure_code(jigso):
    keys = {jigso.slug} | {row.key for row in (*jigso.slots, *jigso.professions, *jigso.meetings)}
    for file in pure_files():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert node.value not in keys, (file, node.value)
