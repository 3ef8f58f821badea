"""What a request says, read without trusting it: what was posted, which page, which version."""

from django.http import HttpRequest, QueryDict

MOST_PAGES = 100_000
MOST_VERSIONS = 9_999_999


def whole_number(text: str, *, most: int) -> int | None:
    """The number from 0 to ``most`` that a text says in plain digits; None for anything else, however long."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most))):
        return None
    number = int(text)
    return number if number <= most else None


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, even where that is nothing: an empty form is wrong, not unsent. None for a page only asked for."""
    return request.POST if request.method == "POST" else None


def page_number(request: HttpRequest) -> int:
    """The page asked for; the first for anything that is no page."""
    return whole_number(request.GET.get("page", ""), most=MOST_PAGES) or 1


def posted_version(request: HttpRequest) -> int | None:
    """The version that a button was drawn with; None where none was sent, or none that can be."""
    return whole_number(request.POST.get("version", ""), most=MOST_VERSIONS)
