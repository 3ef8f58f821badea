"""The tables that are being filled."""

import csv
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

LETTERS = {
    "workers": "W", "people": "P", "other_names": "N", "monitoring": "Q", "families": "F", "members": "M",
    "pregnancies": "G", "children": "K", "due_dates": "D", "cases": "C", "consents": "O", "allocations": "A",
    "covers": "L", "births": "B", "losses": "Y", "hand_overs": "U", "visits": "V", "meetings": "E",
    "attendance": "T", "statuses": "S", "separations": "X", "returns": "H", "assessments": "I",
    "closures": "Z", "referrals": "R", "local_births": "J",
}  # fmt: skip


class Book:
    """Rows by table. Each row gets the next number of its table as its key."""

    def __init__(self) -> None:
        self.tables: dict[str, list[dict[str, str]]] = {}

    def add(self, table: str, **cells: object) -> str:
        """Add a row and return its key. Blank cells may be left out."""
        rows = self.tables.setdefault(table, [])
        key = f"{LETTERS[table]}{len(rows) + 1:04}"
        rows.append({"row": key, **{name: _written(cell) for name, cell in cells.items()}})
        return key

    def set(self, table: str, key: str, **cells: object) -> None:
        """Fill further cells of a row."""
        row = self.tables[table][int(key[1:]) - 1]
        row.update({name: _written(cell) for name, cell in cells.items()})

    def write(self, directory: Path) -> Mapping[str, int]:
        """Write one CSV file for each table; returns how many rows each has."""
        directory.mkdir(parents=True, exist_ok=True)
        for name, rows in sorted(self.tables.items()):
            filled = dict.fromkeys(column for row in rows for column, cell in row.items() if cell)
            with (directory / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(filled), restval="", extrasaction="ignore", lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)
        return {name: len(rows) for name, rows in sorted(self.tables.items())}


def _written(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, list | tuple):
        return "; ".join(map(str, cell))
    return str(cell)
