"""The template environment of every page."""

from typing import Any

from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader
from markupsafe import Markup

from ui import filters
from ui.context import current_request
from ui.nav import first_on_a_phone


def environment(**options: Any) -> Environment:
    """Django's Jinja2 environment with the NHS.UK macros, translation and our filters.

    Undefined values chain because the macros of nhsuk-frontend-jinja rely on it.
    """
    options["loader"] = ChoiceLoader([options["loader"], PackageLoader("nhsuk_frontend_jinja", "templates")])
    options.setdefault("undefined", ChainableUndefined)
    options |= {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    options["extensions"] = ["jinja2.ext.i18n", "jinja2.ext.do"]
    env = Environment(**options)  # noqa: S701 (autoescape is among the options)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    env.globals.update(
        url=url,
        has_url=has_url,
        static=static,
        csrf_field=csrf_field,
        today=timezone.localdate,
        now=timezone.localtime,
        language=translation.get_language,
        first_on_a_phone=first_on_a_phone,
    )
    env.filters.update(filters.ALL)
    return env


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named view."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def has_url(name: str) -> bool:
    """Whether a view of that name, without arguments, is part of this site."""
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True


def csrf_field() -> Markup:
    """The hidden field that proves that a form came from our own page; usable in any macro.

    Macros are imported without the page's context, so the request is found through
    :func:`ui.context.current_request`.
    """
    request = current_request()
    token = get_token(request) if request else ""
    return Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(token)
