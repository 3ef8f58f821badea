"""Files by the worker: for whoever asked, once, for a day; and rows for evaluators that name nobody."""

import csv
from collections.abc import Callable, Collection
from datetime import date, timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from attrs import evolve
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import Team, User
from accounts.roles import Role
from activity.models import AccessEntry
from families.models import Case, Exclusion, Pregnancy, Restriction
from reporting.actions.exporting import ask_export, drop_old_exports, forgotten_exports, make_export
from reporting.documents import Document, published_document
from reporting.exports import FORMATS
from reporting.exports.extract import COLUMNS, DATES, study_number
from reporting.exports.making import made
from reporting.exports.paper import _data as paper_data
from reporting.exports.progress import Part, Progress, progress_of, untold
from reporting.figures import Figure
from reporting.models import Export, ExportFile, ExportProgress, Release, Return
from tests.factories.accounts import user_with
from tests.integration.returns.return_pages import fetched, page, signed
from tests.pdf_ua import elements, faults_of

pytestmark = pytest.mark.django_db


def link(export: Export) -> str:
    return reverse("reporting:export_fetch", args=[export.file.key])


def test_a_file_waits_is_made_is_fetched_once_and_is_logged(client: Client, maker: User, made_for: Return) -> None:
    client.force_login(maker)
    client.post(page("export_ask", made_for), {"what": "draft", "ending": "xlsx"})
    export = Export.objects.get()
    assert (export.state, export.entered_by) == ("asked", maker)
    assert b"Waiting for the worker" in client.get(reverse("reporting:exports")).content
    make_export(export_id=export.pk)
    assert make_export(export_id=export.pk) is None
    export.refresh_from_db()
    address = link(export)
    assert address in client.get(reverse("reporting:exports")).content.decode()
    assert client.head(address).status_code == 200
    assert client.get(address).content.startswith(b"PK")
    entry = AccessEntry.objects.filter(kind="exported").latest("pk")
    assert entry.detail["sha256"] == export.digest[:16]
    assert client.get(address).status_code == 404
    assert not ExportFile.objects.exists()


def test_a_file_that_no_worker_makes_is_called_failed_in_the_end(client: Client, maker: User, made_for: Return) -> None:
    export = ask_export(made_for=made_for, what="draft", ending="xlsx", by=maker)
    assert forgotten_exports() == []
    Export.objects.update(entered_at=timezone.now() - timedelta(minutes=3))
    assert forgotten_exports() == [export.pk]
    Export.objects.update(entered_at=timezone.now() - timedelta(hours=7))
    assert forgotten_exports() == []
    client.force_login(maker)
    assert b"Ask for it again" in client.get(reverse("reporting:exports")).content


def test_a_file_is_its_requesters_alone(client: Client, maker: User, team: Team, made_for: Return) -> None:
    export = ask_export(made_for=made_for, what="draft", ending="csv", by=maker)
    make_export(export_id=export.pk)
    client.force_login(user_with(Role.RETURNS_ADMIN, team=team))
    assert client.get(link(export)).status_code == 404
    assert b"asked for no file" in client.get(reverse("reporting:exports")).content


def test_who_lost_the_right_meanwhile_fetches_nothing(client: Client, maker: User, made_for: Return) -> None:
    export = ask_export(made_for=made_for, what="draft", ending="csv", by=maker)
    make_export(export_id=export.pk)
    maker.memberships.update(ends=timezone.localdate() - timedelta(days=1), starts=date(2020, 1, 1))
    client.force_login(maker)
    assert client.get(link(export)).status_code in (403, 404)


def test_nothing_is_made_for_who_may_no_longer_have_it(maker: User, made_for: Return) -> None:
    export = ask_export(made_for=made_for, what="extract", ending="csv", by=maker)
    User.objects.filter(pk=maker.pk).update(is_active=False)
    make_export(export_id=export.pk)
    export.refresh_from_db()
    assert (export.state, ExportFile.objects.exists()) == ("withheld", False)


def test_a_look_says_what_following_the_link_would_say(client: Client, maker: User, made_for: Return) -> None:
    export = ask_export(made_for=made_for, what="draft", ending="csv", by=maker)
    make_export(export_id=export.pk)
    export.refresh_from_db()
    client.force_login(maker)
    assert client.head(link(export)).status_code == 200
    ExportFile.objects.update(stored_at=timezone.now() - timedelta(hours=25))
    assert [answer(link(export)).status_code for answer in (client.head, client.get)] == [404, 404]


def test_after_a_day_the_file_is_gone(client: Client, maker: User, made_for: Return) -> None:
    export = ask_export(made_for=made_for, what="draft", ending="csv", by=maker)
    make_export(export_id=export.pk)
    export.refresh_from_db()
    address = link(export)
    assert drop_old_exports(now=timezone.now() + timedelta(hours=23)) == 0
    assert drop_old_exports(now=timezone.now() + timedelta(hours=25)) == 1
    client.force_login(maker)
    assert client.get(address).status_code == 404
    export.refresh_from_db()
    assert export.state == "gone"


def test_the_same_asked_for_again_has_the_same_bytes(client: Client, maker: User, made_for: Return) -> None:
    client.force_login(maker)
    signed(client, made_for)
    for ending in ("xlsx", "csv", "pdf"):
        first, second = (fetched(client, made_for, "version", ending, 1) for _each in range(2))
        assert first == second


def test_what_is_for_everybody_needs_a_release_and_holds_numbers_back(
    client: Client, maker: User, made_for: Return, another: Callable[[], Case]
) -> None:
    for _each in range(3):
        another()
    client.force_login(maker)
    signed(client, made_for)
    asked = {"what": "release", "ending": "csv", "number": 1}
    client.post(page("export_ask", made_for), asked)
    assert not Export.objects.exists()
    assert client.post(page("release", made_for, 1)).status_code == 302
    rows = csv.DictReader(StringIO(fetched(client, made_for, "release", "csv", 1).decode("utf-8-sig")))
    opened = next(row for row in rows if row["key"] == "cases_opened")
    assert (opened["numerator"], opened["value"], opened["audience"]) == ("[c]", "[c]", "published")
    paper = fetched(client, made_for, "release", "pdf", 1)
    assert faults_of(paper) == []
    text = "".join(part.extract_text() for part in PdfReader(BytesIO(paper)).pages)
    assert "[c]" in text
    document = published_document(Release.objects.get())
    told, other = (files_of(one) for one in (document, with_other_held_numbers(document)))
    assert document.held > {""}
    assert told == other


def files_of(document: Document) -> list[Any]:
    """The bytes of each file; of the paper all that is handed to it."""
    return [*(FORMATS[ending].write(document, untold()) for ending in ("csv", "xlsx")), paper_data(document)]


def with_other_held_numbers(document: Document) -> Document:
    """The same document of a world in which every held number is another: who reads its files cannot tell the two."""

    def other(key: str, figure: Figure, held: Collection[str]) -> Figure:
        n = "clients" if key.startswith("annex_") else f"{key}:n"
        gone = {name for name, cell in (("numerator", n), ("denominator", f"{key}:of"), ("unknown", f"{key}:unknown"))
                if cell in held}  # fmt: skip
        bands = {band: number + 7 * (f"{key}:{band}" in held) for band, number in figure.bands.items()}
        found = evolve(figure, bands=bands, **{name: getattr(figure, name) + 7 for name in gone})
        if {"numerator", "denominator"} & gone:
            found = evolve(found, value="7", low="7", high="7", mark="7")
        return found

    groups = tuple(
        (group, tuple((one, label, figure and other(one.key, figure, document.held)) for one, label, figure in lines))
        for group, lines in document.groups
    )
    to_date = {key: other(key, figure, document.held_to_date) for key, figure in document.to_date.items()}
    return evolve(document, groups=groups, to_date=to_date)


def test_the_paper_is_tagged_and_says_what_its_charts_show(
    client: Client, maker: User, made_for: Return, another: Callable[[], Case]
) -> None:
    another()
    client.force_login(maker)
    signed(client, made_for)
    body = fetched(client, made_for, "version", "pdf", 1)
    assert faults_of(body) == []
    drawn = elements(PdfReader(BytesIO(body)), "/Figure")
    assert any("Cases opened: 1" in str(one["/Alt"]) for one in drawn)


def test_rows_for_evaluators_name_nobody_and_no_day(
    client: Client, maker: User, made_for: Return, another: Callable[[], Case]
) -> None:
    case, hidden = another(), another()
    Restriction.objects.create(family=hidden.family, reason="Relative of staff", starts=timezone.localdate())
    client.force_login(maker)
    text = fetched(client, made_for, "extract", "csv").decode()
    [row] = csv.DictReader(StringIO(text))
    assert tuple(row) == COLUMNS
    assert row["study_number"] == study_number(made_for.service_id, case.pk)
    for told in (case.reference, case.client.given_name, case.client.family_name, str(case.pk), str(case.opened_on)):
        assert told not in text or case.opened_on.weekday() == 0
    assert all(date.fromisoformat(row[name]).weekday() == 0 for name in DATES if row[name])
    assert fetched(client, made_for, "extract", "csv").decode() == text


def test_a_case_that_is_restricted_after_the_making_does_not_go_out(
    client: Client, maker: User, made_for: Return, another: Callable[[], Case]
) -> None:
    another()
    hidden = another()
    export = ask_export(made_for=made_for, what="extract", ending="csv", by=maker)
    make_export(export_id=export.pk)
    Restriction.objects.create(family=hidden.family, reason="Relative of staff", starts=timezone.localdate())
    client.force_login(maker)
    address = link(export)
    answer = client.get(address)
    assert answer.status_code == 409
    assert b"Make it anew" in answer.content
    assert study_number(made_for.service_id, hidden.pk) not in answer.content.decode()
    assert not ExportFile.objects.exists()
    assert not AccessEntry.objects.filter(kind="exported").exists()
    assert client.get(address).status_code == 404
    assert b"Not handed out" in client.get(reverse("reporting:exports")).content
    [row] = csv.DictReader(StringIO(fetched(client, made_for, "extract", "csv").decode()))
    assert row["study_number"] != study_number(made_for.service_id, hidden.pk)


def test_who_was_excluded_from_a_family_meanwhile_is_not_handed_its_row(
    client: Client, maker: User, made_for: Return, another: Callable[[], Case]
) -> None:
    case = another()
    export = ask_export(made_for=made_for, what="extract", ending="csv", by=maker)
    make_export(export_id=export.pk)
    Exclusion.objects.create(family=case.family, user=maker, reason="Knows them", starts=timezone.localdate())
    client.force_login(maker)
    assert client.get(link(export)).status_code == 409


@pytest.mark.parametrize(("ending", "parts"), [("xlsx", 5), ("pdf", 2), ("csv", 2)])
def test_each_part_of_a_file_is_told_as_it_begins_and_no_figure_is(
    maker: User, made_for: Return, ending: str, parts: int
) -> None:
    export = ask_export(made_for=made_for, what="draft", ending=ending, by=maker)
    noted = Noted()
    made(export, Progress(export.pk, noted))
    assert len(noted) == parts
    assert [(done, total) for _part, done, total, _export in noted] == [(done, parts) for done in range(parts)]
    assert noted[0][0] == "figures"


def test_the_page_shows_what_is_being_made_without_a_script(client: Client, maker: User, made_for: Return) -> None:
    export = ask_export(made_for=made_for, what="draft", ending="xlsx", by=maker)
    Export.objects.filter(pk=export.pk).update(state="working")
    ExportProgress.objects.filter(export=export).update(part="sheets", done=2, total=5)
    client.force_login(maker)
    page = client.get(reverse("reporting:exports")).content.decode()
    assert '<progress max="100" value="40"' in page
    assert "40%. Writing the sheets" in page
    assert "Look again" in page


class Noted(list[list[Any]]):
    """What would be written of how far a file is."""

    def execute(self, _statement: str, bound: list[Any]) -> None:
        self.append(bound)


def test_a_case_referred_after_the_birth_has_no_gestation_at_referral(
    client: Client, maker: User, made_for: Return, another: Callable[[], Case]
) -> None:
    case = another()
    client.force_login(maker)

    def told() -> str:
        [row] = csv.DictReader(StringIO(fetched(client, made_for, "extract", "csv").decode()))
        return row["weeks_of_gestation_at_referral"]

    assert told() != ""
    Pregnancy.objects.filter(pk=case.pregnancy_id).update(ended_on=case.referred_on)
    assert told() == ""


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"what": "draft", "ending": "exe"},
        {"what": "everything", "ending": "csv"},
        {"what": "version", "ending": "csv", "number": "9"},
        {"what": "version", "ending": "csv", "number": "\x00"},
        {"what": "extract", "ending": "pdf"},
    ],
)
def test_what_is_no_file_is_answered_in_words(
    client: Client, maker: User, made_for: Return, data: dict[str, str]
) -> None:
    client.force_login(maker)
    answer = client.post(page("export_ask", made_for), data, follow=True)
    assert b"Choose which file you want" in answer.content
    assert not Export.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [{"of": None}, {"what": "months"}, {"measure": "contacts"}, {"of": None, "what": "cells", "measure": "contacts"}],
    ids=str,
)
def test_the_database_refuses_a_file_of_neither_a_return_nor_months(
    maker: User, made_for: Return, changes: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError):
        Export.objects.create(**{"of": made_for, "what": "draft", "ending": "csv", "entered_by": maker, **changes})


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_everybody_sees_how_far_a_file_is_while_its_worker_holds_it(maker: User, made_for: Return) -> None:
    export = ask_export(made_for=made_for, what="draft", ending="csv", by=maker)
    with progress_of(export.pk) as told, transaction.atomic():
        Export.objects.select_for_update().get(pk=export.pk)
        told.expect(2)
        for part, percent in ((Part.FIGURES, 0), (Part.TABLE, 50)):
            told(part)
            other = connection.copy()
            with other.cursor() as cursor:
                cursor.execute("SELECT part, done, total FROM reporting_exportprogress")
                assert cursor.fetchone() == (part.value, percent // 50, 2)
            other.close()
