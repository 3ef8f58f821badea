"""Day ranges for exclusion constraints; both ends count, an open end is endless."""

from django.contrib.postgres.fields import DateRangeField, RangeBoundary
from django.db.models import Func


class DateRange(Func):
    """``daterange(starts, ends, '[]')`` over two columns."""

    function = "daterange"
    output_field = DateRangeField()

    def __init__(self, starts: str, ends: str) -> None:
        super().__init__(starts, ends, RangeBoundary(inclusive_lower=True, inclusive_upper=True))
