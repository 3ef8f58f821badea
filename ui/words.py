"""The words of templates in the reader's language, looked up once for each language."""

from functools import lru_cache
from typing import Any

from django.utils import translation
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup


@pass_eval_context
def translated(drawing: EvalContext, text: str, /, **values: Any) -> str:
    """What ``_()`` writes: a text of ours, and so safe, with values that are escaped. ``%%`` stands for a percent."""
    if not drawing.autoescape:
        return translation.gettext(text) % values
    if values:
        return _found(text, translation.get_language()) % values
    return _plain(text, translation.get_language())


@lru_cache(maxsize=8192)
def _found(text: str, language: str | None) -> Markup:
    return Markup(translation.gettext(text))  # noqa: S704  ours, as jinja2.ext.i18n has it


@lru_cache(maxsize=8192)
def _plain(text: str, language: str | None) -> Markup:
    return _found(text, language) % {}
