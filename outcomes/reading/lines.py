"""How a stored share, a change and an interval are written on the pages of a run."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from attrs import frozen
from django.utils.translation import gettext as _

from outcomes.charts import along
from outcomes.statistics import proportion
from ui.filters import MINUS

Data = Mapping[str, Any]
HUNDRED = Decimal(100)


@frozen(kw_only=True)
class ShareLine:
    """n of N in words, and where its interval stands on the chart."""

    label: str
    about: str
    n: int
    of: int
    percent: str
    interval: str
    x1: str
    x2: str
    dot: str
    notes: tuple[str, ...] = ()


def share_line(data: Data, *, label: str = "", about: str = "", end: int = 100, notes: Sequence[str] = ()) -> ShareLine:
    """A stored share as it is written: one decimal, the interval without a per cent sign."""
    n, of = data["n"], data["of"]
    return ShareLine(
        label=label,
        about=about,
        n=n,
        of=of,
        percent=percent_of(n, of),
        interval=interval_of(data["low"], data["high"]),
        x1=along(data["low"], end),
        x2=along(data["high"], end),
        dot=along(n / of if of else None, end),
        notes=tuple(notes),
    )


def percent_of(n: int, of: int) -> str:
    """``6.8%``, half up; nothing where there is nobody. Babies may outnumber families."""
    if not of:
        return ""
    found = proportion(n, of).percent if n <= of else (HUNDRED * n / of).quantize(Decimal("0.1"))
    return f"{found}%"


def percent_of_share(share: float | None) -> str:
    """``6.8%`` of a share; nothing of nothing."""
    return "" if share is None else f"{100 * share:.1f}%"


def signed(value: float | None) -> str:
    """``+1.6``, with a real minus sign."""
    if value is None:
        return ""
    text = f"{value:+.1f}"
    return "0.0" if text in ("+0.0", "-0.0") else text.replace("-", MINUS)


def one_decimal(value: float | None) -> str:
    """``6.3``; nothing of nothing."""
    return "" if value is None else f"{value:.1f}"


def interval_of(low: float | None, high: float | None) -> str:
    """``4.2 to 10.9`` in per cent of two shares; nothing where one is unknown."""
    if low is None or high is None:
        return ""
    return _("%(low)s to %(high)s") % {"low": f"{100 * low:.1f}", "high": f"{100 * high:.1f}"}
