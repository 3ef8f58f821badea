"""What a form is bound to."""

from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, even where that is nothing; None for a page that was only asked for."""
    return request.POST if request.method == "POST" else None
