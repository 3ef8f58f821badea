"""Returns as files. Text is written as text: no cell ever becomes a formula."""

from collections.abc import Callable

from attrs import frozen

from reporting.documents import Document
from reporting.exports.paper import as_pdf
from reporting.exports.progress import Progress, untold
from reporting.exports.sheets import as_csv
from reporting.exports.workbook import as_xlsx


@frozen
class Format:
    """One kind of file. ``parts`` are those that its writing tells of as they begin."""

    ending: str
    content_type: str
    parts: int
    writer: Callable[[Document, Progress], bytes]

    def write(self, document: Document, told: Progress | None = None) -> bytes:
        """The bytes of a document."""
        return self.writer(document, told or untold())


FORMATS = {
    "pdf": Format("pdf", "application/pdf", 1, as_pdf),
    "csv": Format("csv", "text/csv; charset=utf-8", 1, as_csv),
    "xlsx": Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 4, as_xlsx),
}
