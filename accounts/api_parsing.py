"""Reading what programs send."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import parsers
from rest_framework.exceptions import ParseError

DEEPEST = 20
"""Lists and objects within each other; what the API asks for has three."""


class JSONParser(parsers.JSONParser):
    """JSON as REST framework reads it, but for documents nested so deeply that reading them fails."""

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        """The document. Raises ParseError, which answers 400, where it is nested too deeply."""
        try:
            found = super().parse(*args, **kwargs)
        except RecursionError:
            raise _too_deep() from None
        level = [found]
        for _depth in range(DEEPEST):
            level = [inner for one in level for inner in _inside(one)]
        if level:
            raise _too_deep()
        return found


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _too_deep() -> ParseError:
    return ParseError(_("Lists and objects stand within each other too deeply."))
