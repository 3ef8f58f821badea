"""Where the rows behind the numbers of a dashboard are."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.urls import reverse


def rows_address(tile: str, query: Mapping[str, str], *, mine: bool = False, **more: str) -> str:
    """The rows behind a tile with the filters of the dashboard; ``more`` says of which month, week or step."""
    address = reverse("reporting:own_dashboard_rows" if mine else "reporting:dashboard_rows", args=[tile])
    asked = {**query, **more}
    return f"{address}?{urlencode(asked)}" if asked else address
