"""Returns as files. Text is written as text: no cell ever becomes a formula."""

from collections.abc import Callable

from attrs import frozen

from reporting.documents import Document
from reporting.exports.paper import as_pdf
from reporting.exports.sheets import as_csv
from reporting.exports.workbook import as_xlsx


@frozen
class Format:
    """One kind of file."""

    ending: str
    content_type: str
    write: Callable[[Document], bytes]


FORMATS = {
    "pdf": Format("pdf", "application/pdf", as_pdf),
    "csv": Format("csv", "text/csv; charset=utf-8", as_csv),
    "xlsx": Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
}
