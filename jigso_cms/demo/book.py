"""Sheets that are filled in memory and handed to the importer."""

import csv
from datetime import date, datetime
from pathlib import Path
from typing import Any


class Book:
    """Rows by sheet; every row has a key of its own."""

    def __init__(self) -> None:
        self.sheets: dict[str, list[dict[str, str]]] = {}

    def add(self, sheet: str, row: str, **cells: Any) -> str:
        """Add a row under its key and return the key."""
        written = {name: _written(cell) for name, cell in cells.items()}
        self.sheets.setdefault(sheet, []).append({"row": row, **written})
        return row

    def write(self, directory: Path) -> Path:
        """Write each sheet as a CSV file."""
        for name, rows in self.sheets.items():
            heading = list(dict.fromkeys(column for row in rows for column in row))
            with (directory / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, heading, restval="")
                writer.writeheader()
                writer.writerows(rows)
        return directory


def _written(cell: Any) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, list | tuple):
        return "; ".join(cell)
    return "" if cell is None else str(cell)
