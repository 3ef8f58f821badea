"""The template environment of every page."""

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.utils import timezone, translation
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader
from markupsafe import Markup

from ui import filters
from ui.addresses import address, is_there
from ui.context import current_request
from ui.nav import first_on_a_phone
from ui.words import translated

_CSRF_FIELD = Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">')


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
        _=translated,
        gettext=translated,
        url=address,
        has_url=is_there,
        static=static,
        csrf_field=csrf_field,
        today=timezone.localdate,
        now=timezone.localtime,
        language=translation.get_language,
        first_on_a_phone=first_on_a_phone,
    )
    env.filters.update(filters.ALL)
    return env


def csrf_field() -> Markup:
    """The hidden field that proves that a form came from our own page; usable in any macro.

    Macros are imported without the page's context, so the request is found through
    :func:`ui.context.current_request`.
    """
    request = current_request()
    return _csrf_field(request) if request else _CSRF_FIELD.format("")


def _csrf_field(request: HttpRequest) -> Markup:
    """One token for all forms of a page: to mask it anew for each tells nobody less."""
    secret = request.META.get("CSRF_COOKIE")
    known = getattr(request, "_csrf_field", None)
    if known is None or known[0] != secret:
        written = _CSRF_FIELD.format(get_token(request))
        known = (request.META.get("CSRF_COOKIE"), written)
        request._csrf_field = known  # type: ignore[attr-defined]
    return known[1]
