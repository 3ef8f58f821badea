"""The macros that draw a form, and the base of every form."""

from types import SimpleNamespace

import pytest
from django import forms
from django.template import engines

from ui.fields import CleanCharField, DateField, NoteField
from ui.forms import Form, attempt
from ui.widgets import CheckboxTiles, RadioTiles

MACROS = '{% from "components/forms.html" import error_summary, field, form_page %}'


class RuleError(Exception):
    def __init__(self, message, field=None):
        self.message, self.field = message, field


class Sample(Form):
    name = CleanCharField(label="Name", help_text="As she writes it.")
    day = DateField(label="Day of birth")
    outcome = forms.ChoiceField(label="Outcome", choices=[("done", "Done"), ("not", "Not")], widget=RadioTiles)
    topics = forms.MultipleChoiceField(required=False, choices=[("a", "A"), ("b", "B")], widget=CheckboxTiles)
    minutes = forms.IntegerField(required=False)
    password = forms.CharField(required=False, widget=forms.PasswordInput)
    note = NoteField(label="Note", required=False)


def draw(source, **values):
    return engines["jinja2"].env.from_string(MACROS + source).render(**values)


def wrong(**data):
    form = Sample(data)
    assert not form.is_valid()
    return form


def test_each_error_of_a_missing_answer_names_its_question():
    errors = wrong().errors
    assert errors["name"] == ["Fill in “Name”"]
    assert errors["day"] == ["Fill in “Day of birth”"]
    assert errors["outcome"] == ["Choose an answer to “Outcome”"]


def test_a_message_of_the_form_itself_is_kept():
    class Own(Form):
        words = CleanCharField(error_messages={"required": "Write what to look for."})

    form = Own({})
    assert form.errors["words"] == ["Write what to look for."]


def test_the_summary_names_the_day_or_number_that_is_wrong_once():
    form = wrong(**{"day-day": "31", "day-month": "2", "day-year": "2026", "minutes": "x"})
    summary = draw("{{ error_summary(form) }}", form=form)
    assert "“Day of birth”: There is no such day in the calendar." in summary
    assert "“Minutes”: Enter a whole number." in summary
    assert ">Fill in “Name”<" in summary
    assert "“Day of birth”: " not in draw("{{ error_summary(form) }}", form=wrong())


def test_the_summary_links_each_error_to_the_input_that_is_wrong():
    form = wrong(**{"name": "x", "day-day": "9", "day-month": "4", "day-year": "26"})
    html = draw("{{ error_summary(form) }}", form=form)
    assert 'href="#id_day-year"' in html
    assert 'href="#id_outcome_0"' in html
    assert "#id_name" not in html


def test_there_is_no_summary_where_nothing_is_wrong():
    assert "nhsuk-error-summary" not in draw("{{ error_summary(form) }}", form=Sample())


def test_the_error_and_the_hint_are_tied_to_their_input():
    html = draw("{{ field(form.name) }}", form=wrong())
    assert 'aria-describedby="id_name-hint id_name-error"' in html
    assert 'id="id_name-error"' in html
    assert "Fill in “Name”" in html


def test_only_the_wrong_part_of_a_date_is_red():
    html = draw("{{ field(form.day) }}", form=wrong(**{"day-day": "9", "day-month": "4", "day-year": "26"}))
    assert html.count("nhsuk-input--error") == 1
    assert 'value="26"' in html


def test_a_password_is_never_written_into_a_page():
    assert "hunter2" not in draw("{{ field(form.password) }}", form=wrong(password="hunter2"))


def test_a_number_is_typed_as_text_so_that_its_error_is_ours():
    html = draw("{{ field(form.minutes) }}", form=wrong(minutes="an hour"))
    assert 'type="text"' in html
    assert 'inputmode="numeric"' in html
    assert 'value="an hour"' in html


def test_what_was_chosen_stays_chosen():
    html = draw("{{ field(form.outcome) }}{{ field(form.topics) }}", form=wrong(outcome="not", topics=["b"]))
    assert html.count(" checked") == 2
    assert 'value="not" checked' in html


def test_a_note_is_shown_again_with_every_sign_escaped():
    html = draw("{{ field(form.note) }}", form=wrong(note="</textarea><script>x"))
    assert "&lt;/textarea&gt;&lt;script&gt;x</textarea>" in html


def test_autosave_posts_the_whole_form_and_says_where_the_text_is():
    html = draw('{{ field(form.note, autosave="/drafts/save/") }}', form=Sample())
    assert 'hx-post="/drafts/save/"' in html
    assert 'hx-include="closest form"' in html
    assert 'id="id_note-saved" role="status"' in html


def test_what_a_choice_opens_follows_it():
    html = draw('{{ field(form.outcome, reveal={"not": "<p>Why</p>"|safe}) }}', form=Sample())
    assert html.index('value="not"') < html.index("<p>Why</p>")


def test_an_attribute_given_by_the_page_replaces_the_field_s():
    html = draw('{{ field(form.note, attrs={"rows": 9}) }}', form=Sample())
    assert html.count("rows=") == 1
    assert 'rows="9"' in html


def test_a_page_s_form_carries_the_token_though_macros_do_not_see_the_request(rf):
    html = (
        engines["jinja2"].from_string(MACROS + "{{ form_page(form, 'Save') }}").render({"form": Sample()}, rf.get("/"))
    )
    assert 'name="csrfmiddlewaretoken" value="' in html
    assert 'name="csrfmiddlewaretoken" value=""' not in html


def test_a_broken_rule_stands_at_its_field():
    form = Sample({})
    form.is_valid()
    form.refuse(RuleError("That day is before the booking.", field="day"))
    assert "That day is before the booking." in form.errors["day"]


@pytest.mark.parametrize("field", [None, "elsewhere"])
def test_a_broken_rule_of_no_field_stands_above_the_form(field):
    form = Sample({})
    form.is_valid()
    form.refuse(RuleError("The case is closed.", field=field))
    assert form.non_field_errors() == ["The case is closed."]
    assert "The case is closed." in draw("{{ error_summary(form) }}", form=form)


def test_an_action_s_result_comes_back_and_its_broken_rule_becomes_the_form_s():
    def refuse():
        raise RuleError("No.")

    form = Sample({})
    form.is_valid()
    assert attempt(form, lambda: SimpleNamespace(pk=1), RuleError).pk == 1
    assert attempt(form, refuse, RuleError) is None
    assert form.non_field_errors() == ["No."]


def test_another_failure_is_not_swallowed():
    def fail():
        raise KeyError("x")

    with pytest.raises(KeyError):
        attempt(Sample({}), fail, RuleError)
