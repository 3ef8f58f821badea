"""The sheets that the importer knows, this app's and those of higher apps."""

from graphlib import TopologicalSorter

from families.importing.sheets import Sheet

_sheets: dict[str, Sheet] = {}


def register_sheet(sheet: Sheet) -> None:
    """Add a kind of sheet; called in ``AppConfig.ready()``."""
    _sheets[sheet.name] = sheet


def known_sheets() -> dict[str, Sheet]:
    """Every sheet by name, those that others refer to first."""
    before = {name: _needs(sheet) for name, sheet in sorted(_sheets.items())}
    return {name: _sheets[name] for name in TopologicalSorter(before).static_order() if name in _sheets}


def _needs(sheet: Sheet) -> list[str]:
    return sorted({column.refers_to for column in sheet.columns if column.refers_to} | set(sheet.after))
