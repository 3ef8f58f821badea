"""Every team of a service side by side."""

from collections.abc import Collection, Mapping, Sequence
from urllib.parse import urlencode
from uuid import UUID

from attrs import frozen
from django.urls import reverse

from reporting.dashboards.asked import Asked
from reporting.dashboards.by_team import numbers_by_team
from reporting.dashboards.counting import numbers_of
from reporting.dashboards.tiles.registry import TILES
from reporting.reading.addresses import rows_address


@frozen
class TeamLine:
    """One team's numbers in the order of the tiles; ``href`` is its dashboard, and ``hrefs`` are the rows behind the
    numbers, for those who manage it."""

    name: str
    href: str
    numbers: tuple[int, ...]
    hrefs: tuple[str, ...]


@frozen
class ServiceWide:
    """The tiles with their definitions, the teams, and the sum over all."""

    tiles: tuple[tuple[str, str], ...]
    teams: tuple[TeamLine, ...]
    totals: tuple[int, ...]


def service_wide_of(
    asked: Asked, teams: Sequence[tuple[str, str]], manages: Collection[UUID], query: Mapping[str, str]
) -> ServiceWide:
    """Count every tile for every team in one statement, and in another what teams share, once for all of them."""
    found = numbers_by_team(asked)
    lines = tuple(
        TeamLine(
            name,
            f"{reverse('reporting:dashboard')}?{urlencode({**query, 'team': key})}" if UUID(key) in manages else "",
            tuple(found.get((UUID(key), tile.key), 0) for tile in TILES),
            tuple(rows_address(tile.key, query, team=key) if UUID(key) in manages else "" for tile in TILES),
        )
        for key, name in teams
    )
    once = numbers_of(asked, tuple(tile for tile in TILES if tile.several))
    totals = tuple(
        once[tile.key].count if tile.key in once else sum(line.numbers[place] for line in lines)
        for place, tile in enumerate(TILES)
    )
    return ServiceWide(tuple((str(one.label), str(one.definition)) for one in TILES), lines, totals)
