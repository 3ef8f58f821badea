"""Every tile, in the order in which it is read."""

from reporting.dashboards.tiles import caseload, risks, writing
from reporting.dashboards.tiles.base import Tile

TILES: tuple[Tile, ...] = (*risks.TILES, *writing.TILES, *caseload.TILES)
BY_KEY: dict[str, Tile] = {one.key: one for one in TILES}
