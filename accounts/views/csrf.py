from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import public
from activity.drafts import rescue
from activity.middleware import open_again


@public
def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is no longer good, and keep its text if it carries one's name.

    It happens to somebody who signed in again in another window, or whose browser forgot its cookies: nothing
    they typed is lost, and the page that saved it by itself is opened anew.
    """
    kept = request.method == "POST" and rescue(request.POST) is not None
    if kept and request.headers.get("HX-Request") == "true":
        return open_again(request)
    return render(request, "account/form_expired.html", {"kept": kept, "again": request.path}, status=403)
