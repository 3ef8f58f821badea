"""The referrer's side: a question of the team, and the answer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.roles import Permission
from activity.drafts import discard_draft, draft_token, find_draft
from activity.readlog import Kind, record_access
from referrals.actions.asking import answer_question
from referrals.forms.asking import AnswerForm
from referrals.models import Referral
from referrals.reading.own import OwnReferral, find_own, own_line
from referrals.views.shared import attempt, once
from ui.asked import posted

DRAFT = "answer"


@requires(Permission.SEE_OWN_REFERRALS)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, referral_id: Any) -> HttpResponse:
    """Answer what the team asked. A text that a lost session interrupted is here again."""
    referral = get_object_or_404(find_own(request.user), pk=referral_id)
    line = own_line(referral)
    if request.method != "POST" and line.asked is None:
        return redirect("referrals:sent", referral_id=referral.pk)
    form = AnswerForm(posted(request), initial=_kept(request, referral))

    def act() -> Any:
        text = form.cleaned_data["text"]
        kept = once(request, form, lambda: answer_question(referral=referral, text=text, by=request.user))
        discard_draft(user=request.user, kind=DRAFT, subject_id=str(referral.pk))
        return kept

    to = reverse("referrals:sent", args=[referral.pk])
    sent = (
        attempt(request, form, act, done=_("Thank you. The team has your answer."), to=to)
        if request.method == "POST" and form.is_valid()
        else None
    )
    if sent:
        return sent
    return _show(request, referral, line, form)


def _kept(request: HttpRequest, referral: Referral) -> dict[str, Any]:
    draft = find_draft(user=request.user, kind=DRAFT, subject_id=str(referral.pk))
    return {"text": draft.data.get("text", "")} if draft else {}


def _show(request: HttpRequest, referral: Referral, line: OwnReferral, form: AnswerForm) -> HttpResponse:
    record_access(kind=Kind.OPENED, subject=referral, detail={"part": "answer"})
    token = draft_token(user=request.user, kind=DRAFT, subject_id=str(referral.pk))
    context = {"nav": "my_referrals", "line": line, "form": form, "draft_token": token}
    wrong = request.method == "POST" and bool(form.errors)
    return render(request, "referrals/answer.html", context, status=400 if wrong else 200)
