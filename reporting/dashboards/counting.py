"""Running the statements of tiles: all numbers in one, the rows of a tile page by page."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from attrs import field, frozen
from django.db import connection

from reporting.counting import data_of
from reporting.dashboards.asked import Asked, parameters_of
from reporting.dashboards.common import COMMON
from reporting.dashboards.tiles.base import Tile
from reporting.dashboards.tiles.registry import TILES


@frozen
class Number:
    """How many rows a tile has, how many of them are flagged, and the first by its sort."""

    count: int
    flagged: int


@frozen
class TileRow:
    """One row behind a tile."""

    case_id: UUID
    reference: str
    flagged: bool
    detail: Mapping[str, Any] = field(hash=False)


def numbers_of(asked: Asked, tiles: tuple[Tile, ...] = TILES) -> dict[str, Number]:
    """The number of every tile by key, counted by one statement."""
    found = run(f"WITH {COMMON} {numbers_in(tiles)}", asked)
    return {key: Number(count, worse) for key, count, worse in found}


def numbers_in(tiles: tuple[Tile, ...]) -> str:
    """SQL for key, number and flagged of each tile, over the common table expressions."""
    return " UNION ALL ".join(
        f"""SELECT '{one.key}' AS tile, count(*) AS n, count(*) FILTER (WHERE flagged) AS worse
            FROM ({one.rows}) q_{place}"""  # noqa: S608
        for place, one in enumerate(tiles)
    )


def rows_of_tile(asked: Asked, tile: Tile, *, limit: int | None = None, offset: int = 0) -> list[TileRow]:
    """The rows behind a tile, those that wait longest or come first at the top."""
    statement = f"""WITH {COMMON} SELECT case_id, reference, flagged, detail FROM ({tile.rows}) listed
        ORDER BY sort, reference, detail::text LIMIT %(limit)s OFFSET %(offset)s"""  # noqa: S608
    found = run(statement, asked, limit=limit, offset=offset, **(tile.binds(asked) if tile.binds else {}))
    return [TileRow(case, reference, flagged, data_of(detail)) for case, reference, flagged, detail in found]


def run(statement: str, asked: Asked, **more: Any) -> list[tuple[Any, ...]]:
    """The rows of a statement over the common parts."""
    with connection.cursor() as cursor:
        cursor.execute(statement, {**parameters_of(asked), **more})
        return cursor.fetchall()
