"""Returns as Excel and CSV: what is in them, what is never in them, and that their bytes stay."""

import csv
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from zipfile import ZipFile

import openpyxl
import pytest

from families.definitions import casework_files, load_service_version
from outcomes.periods import quarter_period
from reporting.documents import Document
from reporting.exports import FORMATS
from reporting.exports.workbook import Book, _part
from reporting.figures import Figure
from reporting.indicators.registry import layout_of
from reporting.scope import words_of
from reporting.tables import COLUMNS
from ui.cells import harmless

NASTY = '=cmd|" /C calc"!A0'


def document(**changes: object) -> Document:
    """A signed quarter with one figure of each kind, and a commentary that would like to be a formula."""
    definition = load_service_version(casework_files()[0])
    words = words_of(definition)
    figures = {
        "share": Figure(kind="share", numerator=15, denominator=220, value="6.8", low="4.2", high="10.9", unknown=2),
        "count": Figure(kind="count", numerator=1418, value="1418"),
        "median": Figure(kind="median", numerator=67, denominator=67, value="79", low="68", high="103"),
    }
    groups = tuple(
        (group, tuple((one, one.label_for(words), figures.get(one.kind)) for one in group.indicators))
        for group in layout_of(definition)
    )
    given = {
        "service": "Jig-so",
        "slug": "jig-so",
        "period": quarter_period(2021, 3),
        "state": "version 1",
        "state_words": NASTY,
        "made_at": datetime(2022, 1, 19, 9, 30, tzinfo=UTC),
        "groups": groups,
        "commentary": {"how_much": NASTY},
        "words": words,
    }
    return Document(**(given | changes))


def workbook(**changes: object) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(FORMATS["xlsx"].write(document(**changes))))


@pytest.mark.parametrize("ending", FORMATS)
def test_the_same_document_gives_the_same_bytes(ending: str) -> None:
    assert FORMATS[ending].write(document()) == FORMATS[ending].write(document())


@pytest.mark.parametrize("ending", FORMATS)
def test_another_figure_gives_other_bytes(ending: str) -> None:
    assert FORMATS[ending].write(document()) != FORMATS[ending].write(document(groups=document().groups[:1]))


def test_no_cell_is_a_formula() -> None:
    made = FORMATS["xlsx"].write(document(service=NASTY))
    with ZipFile(BytesIO(made)) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        assert len(sheets) == 4
        assert not [name for name in sheets if b"<f>" in parts.read(name) or b"<hyperlink" in parts.read(name)]
    texts = [str(cell.value) for row in workbook(service=NASTY).worksheets[0].iter_rows() for cell in row]
    assert any(NASTY in text for text in texts)


def test_an_ampersand_in_the_name_of_a_service_is_no_code_in_the_footer() -> None:
    with ZipFile(BytesIO(FORMATS["xlsx"].write(document(service="Mam & Baban")))) as parts:
        assert b"&amp;LMam &amp;&amp; Baban," in parts.read("xl/worksheets/sheet1.xml")


def test_the_sheet_to_read_is_ready_to_print() -> None:
    reading, _charts, data, definitions = workbook().worksheets
    assert (reading.freeze_panes, data.freeze_panes, definitions.freeze_panes) == ("C5", "A2", "C2")
    assert reading.print_title_rows == "$4:$4"
    assert reading.page_setup.paperSize == 9
    assert "Internal" in reading.oddFooter.center.text
    assert reading.column_dimensions["B"].width > 50


def test_numbers_are_numbers() -> None:
    reading, _charts, data, _definitions = workbook().worksheets
    rows = {row[1].value: row for row in reading.iter_rows(min_row=5)}
    share = rows["Families open to social services on any day"]
    assert (share[2].value, share[3].value, share[4].value, share[5].value) == ("15/220", 6.8, "4.2 to 10.9", 2)
    assert share[3].number_format == '0.0"%"'
    assert rows["Median weeks of gestation at referral"][3].value == "11+2"
    heads = [cell.value for cell in data[1]]
    assert tuple(heads) == COLUMNS
    first = data.cell(2, heads.index("first_day") + 1)
    assert (first.value.date(), first.number_format) == (date(2021, 10, 1), "yyyy-mm-dd")
    values = {row[heads.index("key")].value: row[heads.index("value")].value for row in data.iter_rows(min_row=2)}
    assert values["visits_completed"] == 1418


def test_the_parts_of_a_reconstruction_are_numbers_where_they_are_numbers() -> None:
    book = Book(document())
    sheet = book.sheet("Parts")
    for row, text in enumerate(("1,204", "£54,080", "\N{MINUS SIGN}£330,000", "6.1 → 7")):
        _part(book, sheet, row, "part", text)
    made = openpyxl.load_workbook(BytesIO(book.finish())).active
    assert made is not None
    assert [row[3] for row in made.iter_rows(values_only=True)] == [1204, 54080, -330000, "6.1 → 7"]


def test_every_line_is_defined_in_the_file() -> None:
    definitions = workbook().worksheets[3]
    numbers = [one.number for _group, lines in document().groups for one, _label, _figure in lines]
    rows = list(definitions.iter_rows(min_row=2, values_only=True))
    assert list(dict.fromkeys(row[0] for row in rows)) == numbers
    assert [row[0] for row in rows if row[2] == "In plain words"] == numbers
    assert all(row[3] for row in rows)


def test_the_csv_is_one_tidy_table() -> None:
    text = FORMATS["csv"].write(document()).decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text)))
    assert tuple(rows[0]) == COLUMNS
    assert {row["audience"] for row in rows} == {"internal"}
    assert {row["state"] for row in rows} == {"version 1"}
    assert {row["first_day"] for row in rows} == {"2021-10-01"}
    assert len({row["key"] for row in rows}) == len(rows)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+cmd", "@sum", "-cmd", "\tx", "\rx", "\n=x", "\N{FULLWIDTH EQUALS SIGN}1+1",
     "\N{FULLWIDTH COMMERCIAL AT}sum", "\N{FULLWIDTH PLUS SIGN}1",
     "\N{FULLWIDTH HYPHEN-MINUS}1", "\N{SMALL PLUS SIGN}1", "\N{MINUS SIGN}cmd", "  =1+1",
     "\N{NO-BREAK SPACE}=1", "\N{ZERO WIDTH SPACE}=1", "\N{ZERO WIDTH NO-BREAK SPACE}@x", "-inf", "+nan", "-1e5"],
)  # fmt: skip
def test_text_that_a_spreadsheet_would_run_is_led_by_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    "value", ["-1.3", "6.8", 7, None, "a text", "", " ", "\N{MINUS SIGN}1,330", "–", date(2021, 1, 1)]
)
def test_what_is_harmless_stays(value: object) -> None:
    assert harmless(value) == value


def test_the_file_is_named_after_what_it_holds() -> None:
    assert document().name == "jig-so-2021-22-q3-version-1-internal"
