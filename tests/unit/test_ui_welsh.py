"""The catalogue is compiled as it is written, and the frame speaks Welsh."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation

from ui import views

HERE = settings.BASE_DIR / "locale/cy/LC_MESSAGES"
FRAME = [
    "templates/base.html",
    "templates/components",
    "templates/errors",
    "templates/account",
    "templates/emails",
    "ui",
]
NOT_THE_FRAME = {"gallery.html", "gallery.py"}
JINJA = {"extensions": "jinja2.ext.i18n,jinja2.ext.do", "newstyle_gettext": "true"}
PLACES = re.compile(r"%\(\w+\)s|%\(\w+\)d|\{\w+\}|%%")


@pytest.fixture(scope="module")
def catalogue():
    with (HERE / "django.po").open("rb") as file:
        return read_po(file, locale="cy")


def frame_files():
    for name in FRAME:
        where = settings.BASE_DIR / name
        yield from (
            [where] if where.is_file() else (one for one in where.iterdir() if one.suffix in {".html", ".txt", ".py"})
        )


def marked_in(file: Path):
    method, options = ("python", {}) if file.suffix == ".py" else ("jinja2", JINJA)
    return {found[1] for found in extract_from_file(method, str(file), options=options)}


def flat(found):
    return found if isinstance(found, tuple) else (found,)


def test_the_compiled_catalogue_is_the_written_one(catalogue):
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    assert compiled.getvalue() == (HERE / "django.mo").read_bytes(), "run `make messages`"


def test_the_frame_errors_and_signing_in_are_all_in_welsh(catalogue):
    wanted = {text for file in frame_files() if file.name not in NOT_THE_FRAME for text in marked_in(file)}
    assert len(wanted) > 80
    assert sorted(text for text in wanted if text not in catalogue or not catalogue[text].string) == []


def test_a_translation_keeps_the_places_where_values_go(catalogue):
    changed = [
        message.id
        for message in catalogue
        if message.id and isinstance(message.id, str) and message.string
        if sorted(PLACES.findall(message.id)) != sorted(PLACES.findall(message.string))
    ]
    assert changed == []


def test_no_string_of_a_template_holds_a_lone_percent_sign():
    """Jinja2 formats every translated string, so a lone sign breaks its page."""
    templates = [*settings.BASE_DIR.glob("templates/**/*.html"), *settings.BASE_DIR.glob("templates/**/*.txt")]
    texts = {text for file in templates for found in marked_in(file) for text in flat(found)}
    assert len(texts) > 80
    assert [text for text in texts if re.search(r"%(?!\(\w+\)[sd]|%)", text.replace("%%", ""))] == []


def test_welsh_has_its_six_plurals(catalogue):
    assert catalogue.num_plurals == 6


def test_an_error_page_is_welsh_in_welsh_and_says_so(rf):
    with translation.override("cy"):
        page = views.not_found(rf.get("/")).content.decode()
    assert "Heb ddod o hyd i’r dudalen" in page
    assert '<html lang="cy">' in page


def test_the_switch_offers_the_other_language(rf):
    with translation.override("cy"):
        assert 'value="en" lang="en">English' in views.not_found(rf.get("/")).content.decode()
    with translation.override("en-gb"):
        assert 'value="cy" lang="cy">Cymraeg' in views.not_found(rf.get("/")).content.decode()
