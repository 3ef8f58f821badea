"""Tools are files: checked as a whole, hashed, and with words of our own."""

import pytest

from families.definitions import DefinitionProblems
from outcomes.tool_definitions import Scale, from_data, load_tool, sha256, to_data, tool_files
from tests.factories.outcomes import by_score_only

SHIPPED = tool_files()[0]


@pytest.fixture
def tool():
    return load_tool(SHIPPED)


@pytest.fixture
def broken(tmp_path):
    """Load the shipped tool with some of its text replaced, and return what is wrong."""

    def load(*replacements):
        text = SHIPPED.read_text(encoding="utf-8")
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / "tool.toml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(DefinitionProblems) as error:
            load_tool(path)
        return [str(problem) for problem in error.value.problems]

    return load


def test_the_shipped_tool_is_a_ten_point_scale_where_higher_is_better(tool):
    assert (tool.scale.minimum, tool.scale.maximum, tool.scale.direction, tool.scale.threshold) == (
        1,
        10,
        1,
        1,
    )
    assert tool.scale.best == 10
    assert tool.answered_share == 0.7
    assert set(tool.respondents) == {"worker", "parent", "joint"}


@pytest.mark.parametrize(
    ("least", "most", "ticks"),
    [(1, 10, (1, 4, 7, 10)), (0, 10, (0, 2, 4, 6, 8, 10)), (1, 5, (1, 2, 3, 4, 5)), (0, 27, (0, 9, 18, 27)),
     (14, 70, (14, 28, 42, 56, 70)), (1, 8, (1, 3, 6, 8)), (0, 1, (0, 1))],
)  # fmt: skip
def test_an_axis_names_both_ends_of_the_scale(least, most, ticks):
    assert Scale(minimum=least, maximum=most, direction=1, threshold=1).ticks == ticks


def test_where_low_is_good_the_least_score_is_the_best():
    scale = Scale(minimum=0, maximum=27, direction=-1, threshold=5)
    assert (scale.best, scale.worst) == (0, 27)


def test_a_name_that_no_row_can_hold_and_a_scale_that_no_screen_can_show_are_refused(broken):
    found = broken(
        ('en = "How things are for us"', f'en = "{"x" * 121}"'),
        ('version = "1"', f'version = "{"1" * 41}"'),
        ('key = "bond"', f'key = "{"b" * 41}"'),
        ("maximum = 10", "maximum = 1000"),
    )
    for where, what in (("name.en", "120"), ("version", "40"), ("domains[2].key", "40"), ("scale", "100 steps")):
        assert any(where in one and what in one for one in found), (where, found)


def test_every_theme_of_the_return_has_a_domain(tool):
    themes = {theme for domain in tool.domains for theme in domain.themes}
    assert themes == {"parenting", "child_development", "wellbeing", "family_dynamics"}


def test_every_domain_has_words_in_both_languages_at_four_steps(tool):
    for domain in tool.domains:
        assert [one.score for one in domain.descriptors] == [1, 4, 7, 10]
        for label in (domain.label, domain.question, *(one.text for one in domain.descriptors)):
            assert label.en
            assert label.cy
            assert label.en != label.cy


def test_only_wording_of_our_own_is_shipped():
    assert all(load_tool(path).wording == "own" for path in tool_files())


def test_a_tool_survives_storing(tool):
    assert from_data(to_data(tool)) == tool
    assert sha256(to_data(tool)) == sha256(tool)


def test_a_changed_word_changes_the_hash(tool, tmp_path):
    path = tmp_path / "tool.toml"
    path.write_text(SHIPPED.read_text(encoding="utf-8").replace("Our health", "My health"), encoding="utf-8")
    assert sha256(load_tool(path)) != sha256(tool)


def test_all_faults_are_told_at_once(broken):
    told = broken(
        ("maximum = 10", 'maximum = "ten"'),
        ('key = "safety"', 'key = "daily_care"'),
        ("answered_share = 0.7", "answered_share = 7.0"),
        ('wording = "own"', 'wording = "borrowed"'),
    )
    assert any("scale.maximum" in one for one in told)
    assert "tool.toml: domains[1].key: “daily_care” is there twice" in told
    assert "tool.toml: answered_share: is not a share between 0 and 1" in told
    assert any("wording" in one for one in told)


def test_a_descriptor_off_the_scale_is_refused(broken):
    told = broken(("score = 10,", "score = 11,"))
    assert told == ["tool.toml: domains[0].descriptors[3].score: 11 is not on the scale of 1 to 10"]


def test_a_scale_has_a_length(broken):
    assert "tool.toml: scale: has no length" in broken(("minimum = 1", "minimum = 10"))


def test_words_of_a_licensed_tool_are_refused_each_at_its_place(broken):
    told = broken(('wording = "own"', 'wording = "licensed"'))
    assert len(told) == 2 * len(load_tool(SHIPPED).domains)
    assert told[0] == (
        "tool.toml: domains[0].question: holds words of a licensed tool: take them out, it is recorded by score only"
    )
    assert any(one.startswith("tool.toml: domains[7].descriptors: holds words") for one in told)


def test_a_licensed_tool_without_words_is_recorded_by_score_only(tmp_path):
    tool = load_tool(by_score_only(tmp_path))
    assert {(one.question.en, one.descriptors) for one in tool.domains} == {("", ())}
    assert from_data(to_data(tool)) == tool


def test_a_tool_of_our_own_asks_something(broken):
    told = broken(('question = { en = "How is everyday care going', "themes = [] #"), ('themes = ["parenting"]\n', ""))
    assert told == ["tool.toml: domains[0].question: is missing"]
