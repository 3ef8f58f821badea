"""What people type, and what they are told when it cannot be right."""

from datetime import date, time, timedelta

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from ui.fields import LONGEST_NOTE, CleanCharField, DateField, GestationField, ManyTiles, NoteField, TimeField


class OneDate(forms.Form):
    day = DateField()


def sent(day="", month="", year=""):
    form = OneDate({"day-day": day, "day-month": month, "day-year": year})
    form.is_valid()
    return form


def marked(form):
    return form.fields["day"].wrong_parts(form["day"].value(), form["day"].errors.as_data())


def test_a_date_is_read_from_three_inputs():
    assert sent("9", "4", "2026").cleaned_data["day"] == date(2026, 4, 9)


def test_a_date_is_read_from_one_iso_value():
    form = OneDate({"day": "2026-04-09"})
    assert form.is_valid()
    assert form.cleaned_data["day"] == date(2026, 4, 9)


@pytest.mark.parametrize(
    ("parts", "words", "wrong"),
    [
        (("29", "2", "2027"), "no such day", ["day", "month", "year"]),
        (("31", "11", "2026"), "no such day", ["day", "month", "year"]),
        (("9", "4", "26"), "four digits", ["year"]),
        (("9", "4", "0026"), "between 1900 and 2100", ["year"]),
        (("9", "4", "2926"), "between 1900 and 2100", ["year"]),
        (("9", "", "2026"), "a day, a month and a year", ["month"]),
        (("9", "April", "2026"), "numbers only", ["month"]),
        (("٩", "4", "2026"), "numbers only", ["day"]),
        (("", "", ""), "Enter the date", ["day", "month", "year"]),
    ],
)
def test_an_impossible_date_is_refused_and_its_wrong_part_marked(parts, words, wrong):
    form = sent(*parts)
    assert words in form.errors["day"][0]
    assert marked(form) == wrong
    assert form.fields["day"].first_wrong(form["day"].value(), form["day"].errors.as_data()) == wrong[0]


def test_what_was_typed_as_a_date_is_shown_again():
    form = sent("29", "2", "2027")
    assert form["day"].field.widget.parts(form["day"].value()) == {"day": "29", "month": "2", "year": "2027"}


@pytest.mark.parametrize("nonsense", ["2026", "2026-13-01", "tomorrow", "2026-02-30T00:00", "--", "\x00"])
def test_iso_text_that_is_no_date_is_an_error_and_no_crash(nonsense):
    assert not OneDate({"day": nonsense}).is_valid()


def test_a_date_that_must_be_past_may_be_today_but_not_tomorrow():
    today = timezone.localdate()
    field = DateField(past=True)
    assert field.clean(today) == today
    with pytest.raises(ValidationError, match="future"):
        field.clean(today + timedelta(days=1))


def test_a_date_that_may_be_missing_is_none():
    assert DateField(required=False).clean(("", "", "")) is None


@pytest.mark.parametrize("text", ["14:30", "14.30", " 14:30 "])
def test_a_time_is_read(text):
    assert TimeField().clean(text) == time(14, 30)


@pytest.mark.parametrize("text", ["25:00", "14:60", "half past two", "1430", "14:3"])
def test_a_time_that_is_none_is_refused(text):
    with pytest.raises(ValidationError, match="14:30"):
        TimeField().clean(text)


@pytest.mark.parametrize(("text", "days"), [("12+3", 87), ("12", 84), ("12 + 0", 84), ("0+6", 6), ("41+6", 293)])
def test_gestation_is_read_as_days(text, days):
    assert GestationField().clean(text) == days
    assert GestationField().prepare_value(days) == f"{days // 7}+{days % 7}"


@pytest.mark.parametrize("text", ["12+7", "46", "12.3", "+3", "twelve"])
def test_gestation_that_is_none_is_refused(text):
    with pytest.raises(ValidationError, match=r"12\+3"):
        GestationField().clean(text)


@pytest.mark.parametrize("field", [CleanCharField(), NoteField()])
def test_invisible_characters_are_refused_in_words(field):
    with pytest.raises(ValidationError, match="invisible characters"):
        field.clean("Ffion\x00Sampl")


def test_a_note_of_a_megabyte_is_refused_with_a_count():
    with pytest.raises(ValidationError, match=f"Use {LONGEST_NOTE} characters or fewer. You have 1000000."):
        NoteField().clean("x" * 1_000_000)


def test_a_line_break_counts_as_one_character_however_it_was_sent():
    assert NoteField().clean("a\r\nb") == "a\nb"
    assert NoteField().clean("ab\r\n" * (LONGEST_NOTE // 3))


def test_several_tiles_may_be_chosen():
    assert ManyTiles(choices=[("a", "A"), ("b", "B")]).clean(["a", "b"]) == ["a", "b"]


@pytest.mark.parametrize("field", [CleanCharField, NoteField])
def test_a_text_cannot_turn_round_what_stands_after_it(field):
    assert field().clean("Carys \u202eFfug\u2066") == "Carys Ffug"
    assert field().clean("\u0645\u0631\u062d\u0628\u0627") == "\u0645\u0631\u062d\u0628\u0627", "Arabic stays as it is"
