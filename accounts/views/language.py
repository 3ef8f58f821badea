from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from accounts.access import public
from accounts.actions import use_language


@public
@require_POST
def switch_language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages; the account of who is signed in remembers it."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        use_language(language=language, by=request.user)
    return set_language(request)
