"""The numbers of every tile for every team, by one statement."""

from uuid import UUID

from reporting.dashboards.asked import Asked
from reporting.dashboards.common import COMMON, team_on
from reporting.dashboards.counting import run
from reporting.dashboards.tiles.base import Tile
from reporting.dashboards.tiles.registry import TILES

WHEN = {"cases_opened": "k.opened_on", "cases_closed": "k.closed_on"}
"""Tiles that count a case for the team of another day than the one asked about."""
TABLES = {"case": "families_case", "referral": "referrals_referral"}


def numbers_by_team(asked: Asked) -> dict[tuple[UUID, str], int]:
    """How many rows each tile has for each team. A case is one team's, so the teams add up to the whole.

    Not so where a tile counts what ``several`` teams may share: a pregnancy with a case in two teams is in the number
    of each, as it is on the dashboard of each.
    """
    branches = " UNION ALL ".join(
        f"""SELECT {_team_of(one)} AS team, '{one.key}' AS tile, count(*) AS n
            FROM ({one.rows}) q_{place} JOIN {TABLES[one.of]} k ON k.id = q_{place}.case_id GROUP BY 1"""  # noqa: S608
        for place, one in enumerate(TILES)
    )
    return {(team, tile): number for team, tile, number in run(f"WITH {COMMON} {branches}", asked, each_team=True)}


def _team_of(tile: Tile) -> str:
    """SQL for the team that a row counts for."""
    return "k.team_id" if tile.of == "referral" else team_on("k", WHEN.get(tile.key, "%(on)s"))
