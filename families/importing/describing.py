"""The sheets in words, for the page that people read beside their own files."""

from collections.abc import Iterator

from families.importing.registry import known_sheets
from families.importing.sheets import Column, Sheet


def described() -> str:
    """Every sheet with its columns, as Markdown, in the order in which they are taken."""
    return "\n".join(line for sheet in known_sheets().values() for line in _sheet(sheet))


def _sheet(sheet: Sheet) -> Iterator[str]:
    yield f"### {sheet.file}"
    yield sheet.about
    yield ""
    yield "| column | what | |"
    yield "|---|---|---|"
    yield "| row | Your own number or name for the row, once in the file. | needed |"
    for column in sheet.columns:
        yield f"| {column.name} | {_what(column)} | {'needed' if column.required else ''} |"
    yield ""


def _what(column: Column) -> str:
    if column.refers_to:
        found = f"Rows of {column.refers_to}.csv" if column.many else f"A row of {column.refers_to}.csv"
    else:
        found = (column.read.__doc__ or "").strip().splitlines()[0].rstrip(".").replace("``", "`")
    several = ", several with semicolons between" if column.many else ""
    return f"{found}{several}. {column.about}".strip()
