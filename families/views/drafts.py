"""Half-written forms are kept on the server while they are being written."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import requires
from accounts.roles import Permission
from activity.drafts import FIELD, discard_draft, read_token, rescue
from activity.idempotency import was_received


@requires(Permission.WORK_CASES)
@require_POST
def draft_save(request: HttpRequest) -> HttpResponse:
    """Keep the form that was sent, for the user and the form that its token names."""
    place = read_token(request.POST.get(FIELD, ""))
    if place is None or place.user_id != str(request.user.pk):
        return HttpResponse(status=422)
    rescue(request.POST)
    # Looked at afterwards: an autosave may have waited for the very request that signed the form.
    key = request.POST.get("key", "").replace("\x00", "")
    sent = was_received(sender=f"user:{request.user.pk}", key=key)
    if sent:
        discard_draft(user=request.user, kind=place.kind, subject_id=place.subject_id)
    return render(request, "families/_visit_saved.html", {"saved_at": timezone.now(), "sent": sent})
