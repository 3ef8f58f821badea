"""A signed return, fifty rows changed behind it: the difference names exactly these, and both versions stay."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import Team, User
from referrals.models import Referral
from reporting.models import Return, ReturnVersion
from tests.factories.crowds import another, referrals_like
from tests.factories.referrals import referral_to
from tests.integration.returns.return_pages import fetched, last_quarter, page, signed

pytestmark = [pytest.mark.django_db, pytest.mark.full]

GONE, OTHERWISE, NEW = 20, 15, 15
ENDINGS = ("xlsx", "csv", "pdf")


def changed(rows: list[Referral]) -> Iterator[str]:
    """Change fifty rows in three ways, and give their references: out of the quarter, another source, new."""
    for row in rows[:GONE]:
        Referral.objects.filter(pk=row.pk).update(received_on=last_quarter().first - timedelta(days=1))
        yield row.reference
    for row in rows[GONE : GONE + OTHERWISE]:
        Referral.objects.filter(pk=row.pk).update(source="self")
        yield row.reference
    late = [another(rows[-1], reference=f"R-LATE-{number:03d}") for number in range(NEW)]
    Referral.objects.bulk_create(late)
    yield from (row.reference for row in late)


def files_of(client: Client, version: ReturnVersion) -> list[bytes]:
    return [fetched(client, version.made_for, "version", ending, version.number) for ending in ENDINGS]


def test_of_fifty_changed_rows_the_difference_names_exactly_these_and_both_versions_keep_their_bytes(
    client: Client, maker: User, team: Team, made_for: Return
) -> None:
    first = referral_to(team, received_on=last_quarter().last)
    referrals_like(first, 79)
    rows = list(Referral.objects.order_by("reference"))
    client.force_login(maker)
    one = signed(client, made_for)
    was = files_of(client, one)

    expected = set(changed(rows))
    assert len(expected) == GONE + OTHERWISE + NEW == 50
    listed = {line.key: line for line in client.get(page("versions", made_for, 1)).context["changes"]}
    named = {key: {row.reference for row in line.rows} for key, line in listed.items()}
    assert set().union(*named.values()) == expected
    midwives = listed["referrals_from_community_midwives"]
    assert (midwives.signed, midwives.now, midwives.count) == ("80", "60", 50)
    assert named["referrals_from_community_midwives"] == expected
    received = listed["referrals_received"]
    assert (received.signed, received.now, received.count) == ("80", "75", GONE + NEW)
    assert "cases_opened" not in listed

    two = signed(client, made_for, why="Referrals were entered late")
    again = files_of(client, two)
    assert client.get(page("versions", made_for, 2)).context["changes"] == []
    Referral.objects.filter(pk__in=[row.pk for row in rows[-5:]]).update(received_on=last_quarter().first)
    assert files_of(client, one) == was
    assert files_of(client, two) == again
    assert all(before != after for before, after in zip(was, again, strict=True))
