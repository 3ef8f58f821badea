"""How a source of the timeline hands its rows over, so that one query can put all of them in order."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import (
    BooleanField,
    CharField,
    DateTimeField,
    ExpressionWrapper,
    F,
    Func,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import JSONObject

COLUMNS = ("line_at", "line_source", "line_id", "line_kind", "line_key", "line_told")
SEARCHED = (*COLUMNS, "line_full")
"""With the whole text of a line, of which its words show the beginning: read only where words are looked for."""


class AtNoon(Func):
    """The moment that stands for a whole day among moments, as ``families.days.at_noon``."""

    template = f"((%(expressions)s + TIME '12:00') AT TIME ZONE '{settings.TIME_ZONE}')"
    output_field = DateTimeField()


def told(rows: QuerySet, *, at: Any, kind: Any, key: Any = False, full: Any = None, **facts: Any) -> QuerySet:
    """Rows as lines: when, of which kind, whether a key event, and the facts their words are made of.

    ``at``, ``kind`` and the facts are expressions, or names of fields; a plain text for ``kind`` is the kind
    itself. ``key`` is true, false or a condition. ``full``: what a search reads beside the words that are
    shown; never more than whoever asks may read.
    """
    if isinstance(key, Q):
        key = ExpressionWrapper(key, output_field=BooleanField())
    return rows.order_by().annotate(
        line_at=F(at) if isinstance(at, str) else at,
        line_id=F("pk"),
        line_kind=Value(kind, output_field=CharField()) if isinstance(kind, str) else kind,
        line_key=Value(key, output_field=BooleanField()) if isinstance(key, bool) else key,
        line_told=JSONObject(**facts),
        line_full=Value("", output_field=TextField()) if full is None else full,
    )


class Whole(Func):
    """Several texts as one, those that are missing left out."""

    function = "CONCAT_WS"
    output_field = TextField()

    def __init__(self, *texts: Any) -> None:
        super().__init__(Value(" "), *texts)


def below(at: datetime, source: int, row: Any) -> Q:
    """True of lines that come after that one on the page, which is to say before it in time."""
    same = Q(line_source__lt=source) | Q(line_source=source, line_id__lt=row)
    return Q(line_at__lt=at) | (Q(line_at=at) & same)
