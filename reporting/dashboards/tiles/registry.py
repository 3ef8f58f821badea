"""Every tile, in the order in which it is read, and what opens behind the tables of a dashboard."""

from reporting.dashboards.tiles import behind, caseload, charted, referrals, risks, writing
from reporting.dashboards.tiles.base import Tile

TILES: tuple[Tile, ...] = (*risks.TILES, *writing.TILES, *referrals.TILES, *caseload.TILES)
BY_KEY: dict[str, Tile] = {one.key: one for one in (*TILES, *behind.TILES, *charted.TILES)}
