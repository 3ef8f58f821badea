"""Returns on the pages: commented, signed, changed afterwards, signed again."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.core import signing
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils.formats import date_format
from openpyxl import load_workbook

from accounts.models import Team, User
from families.models import Case
from reporting.actions import returns
from reporting.counting import Row, rows_of
from reporting.documents import scope_of_return, version_document
from reporting.exports.paper import _data as paper_data
from reporting.indicators.base import Indicator
from reporting.indicators.registry import layout_of
from reporting.models import Return, ReturnLine, ReturnRow, ReturnVersion
from reporting.scope import Scope
from tests.factories import families as make
from tests.integration.returns.return_pages import fetched, last_quarter, page, shown, signed

pytestmark = pytest.mark.django_db


def test_commentary_is_kept_and_frozen(client: Client, maker: User, made_for: Return) -> None:
    client.force_login(maker)
    data = {"version": made_for.version, "how_much": "More came in August.", "better_off": "  "}
    assert client.post(page("commentary", made_for), data).status_code == 302
    made_for.refresh_from_db()
    assert made_for.commentary == {"how_much": "More came in August."}
    version = signed(client, made_for)
    assert version.commentary == made_for.commentary
    assert b"More came in August." in client.get(page("versions", made_for, 1)).content


def test_a_line_has_a_commentary_of_its_own_frozen_and_in_the_files(
    client: Client, maker: User, team: Team, made_for: Return
) -> None:
    client.force_login(maker)
    said = "The clinic was closed <b>in August</b>."
    data = {"version": made_for.version, "how_much": "Group.", "line_referrals_received": said, "line_no_such": "x"}
    assert client.post(page("commentary", made_for), data).status_code == 302
    made_for.refresh_from_db()
    assert made_for.commentary == {"how_much": "Group.", "referrals_received": said}
    draft = client.get(page("return", made_for))
    form = draft.context["commentary"]
    assert form["line_referrals_received"].value() == said
    assert (form.has_lines("how_much"), form.has_lines("how_well")) == (True, False)
    version = signed(client, made_for)
    client.post(page("commentary", made_for), {"version": made_for.version, "line_referrals_received": "Later"})
    assert version.commentary["referrals_received"] == said
    shown_to_all = client.get(page("versions", made_for, 1)).content.decode()
    assert "Commentary, line 1:" in shown_to_all
    assert "closed &lt;b&gt;in August" in shown_to_all
    book = load_workbook(BytesIO(fetched(client, made_for, "version", "xlsx", 1)))
    cells = [str(cell) for row in book.worksheets[0].iter_rows(values_only=True) for cell in row if cell]
    assert cells.index(f"Commentary: {said}") > cells.index("Referrals received")
    assert cells.index(f"Commentary: {said}") < cells.index("of them from community midwives")
    assert any(said in text for row in _rows_of_paper(version) for text in row)
    client.force_login(make.manager(team))
    assert "Commentary, line 1:" in client.get(page("return", made_for)).content.decode()


def _rows_of_paper(version: ReturnVersion) -> list[list[str]]:
    return [row for group in paper_data(version_document(version))["groups"] for row in group["rows"]]


def test_no_line_is_called_as_a_group_is(made_for: Return) -> None:
    groups = layout_of(scope_of_return(made_for).definition)
    assert not {group.key for group in groups} & {one.key for group in groups for one in group.indicators}


def test_a_line_of_commentary_that_is_too_long_is_refused_at_its_field(
    client: Client, maker: User, made_for: Return
) -> None:
    client.force_login(maker)
    data = {"version": made_for.version, "how_much": "Kept", "line_cases_opened": "x" * 200_000}
    answer = client.post(page("commentary", made_for), data)
    assert answer.status_code == 400
    assert "line_cases_opened" in answer.context["commentary"].errors
    assert answer.context["commentary"]["how_much"].value() == "Kept"
    assert answer.context["commentary"].has_lines("how_much")


def test_a_stale_commentary_answers_409_with_both_texts(client: Client, maker: User, made_for: Return) -> None:
    client.force_login(maker)
    client.post(page("commentary", made_for), {"version": made_for.version, "how_much": "First"})
    answer = client.post(page("commentary", made_for), {"version": made_for.version, "how_much": "Second"})
    assert answer.status_code == 409
    assert b"First" in answer.content
    assert b"Second" in answer.content


def test_signing_freezes_every_figure_with_its_rows(
    client: Client, maker: User, made_for: Return, another: Callable[[], Case]
) -> None:
    case = another()
    client.force_login(maker)
    version = signed(client, made_for)
    assert (version.number, version.signed_by, len(version.digest)) == (1, maker, 64)
    line = version.lines.get(key="cases_opened")
    assert (line.value, line.rows.get().object_id, line.rows.get().reference) == ("1", case.pk, case.reference)
    kept = client.get(page("kept_figure", made_for, 1, "cases_opened")).content.decode()
    assert case.reference in kept
    since = client.get(page("versions", made_for, 1)).content
    assert b"every figure and every row behind it is as it was signed" in since


def test_what_was_signed_cannot_be_changed(
    client: Client, maker: User, made_for: Return, another: Callable[[], Case]
) -> None:
    another()
    client.force_login(maker)
    signed(client, made_for)
    for rows in (ReturnVersion.objects.all(), ReturnLine.objects.all(), ReturnRow.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()


def test_a_draft_that_moved_on_is_not_signed(
    client: Client, maker: User, made_for: Return, another: Callable[[], Case]
) -> None:
    another()
    client.force_login(maker)
    token = shown(client, made_for)
    another()
    answer = client.post(page("sign", made_for), {"shown": token})
    assert answer.status_code == 409
    assert b"Cases opened" in answer.content
    assert b"Referrals received" not in answer.content
    values = [(then, now) for _label, then, _of, now, _now_of in answer.context["lines"] if "–" not in (then, now)]
    assert {then[-1] == now[-1] == "%" for then, now in values} == {True, False}
    assert not made_for.versions.exists()


def test_other_rows_of_the_same_number_are_noticed(
    client: Client, maker: User, made_for: Return, another: Callable[[], Case]
) -> None:
    first, second = another(), another()
    before = last_quarter().first - timedelta(days=1)
    Case.objects.filter(pk=second.pk).update(opened_on=before, referred_on=before)
    client.force_login(maker)
    token = shown(client, made_for)
    Case.objects.filter(pk=second.pk).update(opened_on=first.opened_on)
    Case.objects.filter(pk=first.pk).update(opened_on=before, referred_on=before)
    answer = client.post(page("sign", made_for), {"shown": token})
    assert answer.status_code == 409
    assert b"other rows are counted" in answer.content


@pytest.mark.parametrize("token", ["", "nonsense", signing.Signer(salt="other").sign("e30=")])
def test_figures_that_were_not_shown_are_not_signed(client: Client, maker: User, made_for: Return, token: str) -> None:
    client.force_login(maker)
    assert client.post(page("sign", made_for), {"shown": token}).status_code == 400
    assert not made_for.versions.exists()


def test_later_changes_show_line_by_line_and_row_by_row(
    client: Client, maker: User, made_for: Return, another: Callable[[], Case]
) -> None:
    kept, moved = another(), another()
    client.force_login(maker)
    signed(client, made_for)
    Case.objects.filter(pk=moved.pk).update(opened_on=last_quarter().last + timedelta(days=1))
    late = another()
    answer = client.get(page("versions", made_for, 1))
    change = next(one for one in answer.context["changes"] if one.key == "cases_opened")
    assert (change.signed, change.now, change.count) == ("2", "2", 2)
    assert {(row.reference, row.before, row.after) for row in change.rows} == {
        (moved.reference, "Counted", "Not there"),
        (late.reference, "Not there", "Counted"),
    }
    assert change.columns == ("Opened", "Referred")
    now = {row.reference: row.cells[0] for row in change.rows}
    assert now[late.reference] == date_format(last_quarter().first, "j M Y")
    assert f">{now[late.reference]}<" in answer.content.decode()
    assert kept.reference not in {row.reference for one in answer.context["changes"] for row in one.rows}


def test_it_is_sent_again_with_a_reason_and_both_versions_stay(
    client: Client, maker: User, made_for: Return, another: Callable[[], Case]
) -> None:
    client.force_login(maker)
    first = signed(client, made_for)
    before = fetched(client, made_for, "version", "xlsx", 1)
    another()
    refused = client.post(page("sign", made_for), {"shown": shown(client, made_for)})
    assert refused.status_code == 400
    assert b"Say why the return is sent again" in refused.content
    second = signed(client, made_for, why="A case came to light")
    assert (second.number, second.why) == (2, "A case came to light")
    assert first.digest != second.digest
    assert first.lines.get(key="cases_opened").value == "0"
    assert second.lines.get(key="cases_opened").value == "1"
    assert fetched(client, made_for, "version", "xlsx", 1) == before


def test_a_button_that_is_pressed_twice_signs_once(client: Client, maker: User, made_for: Return) -> None:
    client.force_login(maker)
    sent = {"shown": shown(client, made_for), "why": "Late rows"}
    assert client.post(page("sign", made_for), sent).status_code == 302
    again = client.post(page("sign", made_for), sent)
    assert again.status_code == 409
    assert b"It has been signed off since this page was shown" in again.content
    assert made_for.versions.count() == 1
    assert (
        client.post(page("sign", made_for), {**sent, "shown": again.context["sign"]["shown"].value()}).status_code
        == 302
    )


def test_a_row_that_changes_while_the_lines_are_frozen_is_noticed(
    client: Client, maker: User, made_for: Return, another: Callable[[], Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each line is read by itself: a case opened between two of them would stand in one and not in the other."""
    client.force_login(maker)
    sent = {"shown": shown(client, made_for)}
    read: list[str] = []

    def rows_of_then(scope: Scope, one: Indicator) -> list[Row]:
        if not read:
            another()
        read.append(one.key)
        return rows_of(scope, one)

    monkeypatch.setattr(returns, "rows_of", rows_of_then)
    answer = client.post(page("sign", made_for), sent)
    assert (answer.status_code, len(read) > 1) == (409, True)
    assert not made_for.versions.exists()
