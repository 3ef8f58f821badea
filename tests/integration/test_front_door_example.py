"""The example of a front door: the published table to the cell, whichever way it is asked for."""

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from openpyxl import load_workbook
from pypdf import PdfReader

from families.importing.engine import import_directory
from families.importing.run import Run
from families.models import Service
from referrals.models import Contact
from reporting.by_month import Measure, table_of
from reporting.by_month.files import FILES
from tests.factories.contacts import front_door
from tests.pdf_ua import elements, faults_of
from tests.sql.front_door import BY_MONTH

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("bridgend")]

ROOT = Path(__file__).resolve().parents[2]
BRIDGEND = ROOT / "examples" / "bridgend-front-door-2024"
FIRST, LAST = date(2024, 4, 1), date(2024, 10, 31)
PERIOD = ["--service", "front-door", "--from", "2024-04-01", "--to", "2024-10-31"]

# Bridgend Family Support Commissioning Strategy 2025, table 5; the first month out of the totals.
LABELS = ["Assessment", "Assessment & Strategy", "Strategy", "Strategy & Early Help", "Early Help", "Still open",
          "No further action"]  # fmt: skip
PUBLISHED = {
    "2024-04": [81, 102, 19, 0, 23, 14, 838, 1077],
    "2024-05": [77, 73, 23, 0, 63, 20, 830, 1086],
    "2024-06": [89, 62, 8, 0, 19, 29, 811, 1018],
    "2024-07": [77, 43, 31, 5, 33, 25, 1034, 1248],
    "2024-08": [73, 26, 13, 0, 28, 37, 812, 989],
    "2024-09": [42, 56, 15, 0, 136, 62, 1099, 1410],
    "2024-10": [61, 37, 7, 0, 184, 32, 1009, 1330],
    "total": [500, 399, 116, 5, 486, 219, 6433, 8158],
}


@pytest.fixture(scope="module")
def bridgend(django_db_setup: None, django_db_blocker: Any) -> Iterator[Service]:
    """The example imported once for the module, and taken back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        team = front_door()
        service = team.services.get()
        run = Run(partnership=team.partnership, service=service, team=team, source=BRIDGEND.name)
        assert [str(one) for one in import_directory(BRIDGEND, run).problems.kept] == []
        assert run.counts == {"contacts": 8158}
        yield service
        transaction.set_rollback(True)


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("front_door", *PERIOD, *arguments, stdout=out)
    return out.getvalue()


def cells(rows: list[list[Any]]) -> dict[str, list[int]]:
    """Months and totals with their counts, without the percentages."""
    return {str(row[0]): [int(cell) for cell in row[1:9]] for row in rows[1:]}


def test_the_committed_example_is_what_the_script_makes(tmp_path: Path) -> None:
    script = ROOT / "examples" / "make_front_door.py"
    subprocess.run([sys.executable, script, "--out", tmp_path], check=True, capture_output=True)
    assert (tmp_path / "contacts.csv").read_bytes() == (BRIDGEND / "contacts.csv").read_bytes()


def test_every_cell_is_the_published_one_and_what_plain_sql_counts(bridgend: Service) -> None:
    with connection.cursor() as cursor:
        cursor.execute(BY_MONTH, {"first": FIRST, "last": LAST})
        asked = {row[0]: [int(cell) for cell in row[1:]] for row in cursor.fetchall()}
    table = table_of(bridgend, Measure.CONTACTS, FIRST, LAST)
    shown = {
        f"{month:%Y-%m}": [*(table.count(month, one.key) for one in table.columns), table.count(month)]
        for month in table.months
    }
    assert shown == asked == {month: row for month, row in PUBLISHED.items() if month != "total"}
    assert [*(table.count(column=one.key) for one in table.columns), table.total] == PUBLISHED["total"]


def test_the_two_shares_are_those_published_with_n_and_total(bridgend: Service) -> None:
    parts = table_of(bridgend, Measure.CONTACTS, FIRST, LAST).parts()
    found = {part.share.key: (part.numerator, part.denominator, part.percent) for part in parts}
    assert found == {"no_further_action": (6433, 8158, "78.9"), "early_help": (486, 8158, "6.0")}


def test_the_command_prints_the_table_as_csv(bridgend: Service) -> None:
    heading, *rows = list(csv.reader(StringIO(printed("--format", "csv", "--output", "-"))))
    assert heading == ["month", *LABELS, "total", "No further action %", "Early help %"]
    assert cells([heading, *rows]) == PUBLISHED
    assert rows[-1][-2:] == ["78.9", "6.0"]
    assert rows[0][-2:] == ["77.8", "2.1"]


def test_the_command_prints_a_row_for_each_cell(bridgend: Service) -> None:
    rows = list(csv.DictReader(StringIO(printed("--format", "tidy"))))
    found = {(row["month"], row["label"]): int(row["count"]) for row in rows if not row["outcome"].startswith("share:")}
    for month, counts in PUBLISHED.items():
        assert [found[month, label] for label in (*LABELS, "total")] == counts
    assert json.loads(printed("--format", "json"))[0]["count"] == 81
    assert "78.9" in printed("--format", "text")


def test_the_workbook_reads_back_with_frozen_panes_and_numbers(bridgend: Service) -> None:
    book = load_workbook(BytesIO(FILES["excel"].write(table_of(bridgend, Measure.CONTACTS, FIRST, LAST))))
    sheet = book["By month"]
    rows = [[_key(row[0].value), *(cell.value for cell in row[1:])] for row in sheet.iter_rows(min_row=4)]
    assert cells(rows) == PUBLISHED
    assert sheet.freeze_panes == "B5"
    assert (sheet["J12"].value, sheet["K12"].value, sheet["J12"].number_format) == (78.9, 6.0, "0.0")
    assert (sheet["A5"].data_type, sheet["A5"].number_format) == ("d", "mmm yyyy")
    assert sheet["I12"].number_format == "#,##0"
    assert all(cell.data_type != "f" for one in book for row in one.iter_rows() for cell in row)
    assert book["Data"].max_row == 1 + 8 * (7 + 2 + 1)


def test_the_same_table_gives_the_same_bytes_on_another_day(bridgend: Service) -> None:
    table = table_of(bridgend, Measure.CONTACTS, FIRST, LAST)
    with time_machine.travel("2031-01-01"):
        later = FILES["excel"].write(table)
    assert FILES["excel"].write(table) == later
    with ZipFile(BytesIO(later)) as parts:
        assert b"barChart" in parts.read("xl/charts/chart1.xml")


def test_the_paper_has_every_cell_and_says_what_its_bars_show(bridgend: Service) -> None:
    table = table_of(bridgend, Measure.CONTACTS, FIRST, LAST)
    body = FILES["pdf"].write(table)
    assert body == FILES["pdf"].write(table)
    assert faults_of(body) == []
    reader = PdfReader(BytesIO(body))
    words = "\n".join(page.extract_text() for page in reader.pages).split()
    for counts in PUBLISHED.values():
        assert {f"{count:,}" for count in counts} <= set(words)
    [drawn] = elements(reader, "/Figure")
    assert "Apr 2024: 1077" in str(drawn["/Alt"])


def _key(shown: Any) -> str:
    return f"{shown:%Y-%m}" if isinstance(shown, datetime) else str(shown).lower()


def test_any_period_may_cut_a_month(bridgend: Service) -> None:
    table = table_of(bridgend, Measure.CONTACTS, date(2024, 5, 16), date(2024, 6, 30))
    assert [f"{month:%Y-%m}" for month in table.months] == ["2024-05", "2024-06"]
    assert 0 < table.count(date(2024, 5, 1)) < 1086
    assert table.count(date(2024, 6, 1)) == 1018
    assert (table.is_whole(date(2024, 5, 1)), table.is_whole(date(2024, 6, 1))) == (False, True)
    assert table.count(date(2024, 5, 1)) == Contact.objects.filter(
        received_on__gte=date(2024, 5, 16), received_on__lt=date(2024, 6, 1)
    ).count()  # fmt: skip
