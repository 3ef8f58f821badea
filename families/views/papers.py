"""The papers of a case: all of them, one of them, its versions as files, and writing in it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.drafts import discard_draft, draft_token, find_draft
from activity.edits import StaleEdit
from activity.errors import RuleBroken
from activity.readlog import Kind, record_access
from families.access import can_write, check_can_write
from families.actions.papers import start_paper, write_section
from families.forms.papers import PaperForm, SectionForm
from families.naming import case_name
from families.paperwork import kind_of
from families.querysets.shown import papers_shown_to
from families.reading.documents import document_lines, report_lines
from families.reading.paper_files import paper_file as made_file
from families.reading.papers import PaperPage, kinds_to_start, paper_lines, papers_before, read_paper
from families.reading.people import named_children
from families.views.shared import Page, case_url, create, find_case, kept_text, refusal, sent_again, serve
from ui.asked import posted

DRAFT = "paper-section"


@requires(Permission.SEE_CASES)
@require_safe
def papers(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What was written, asked for and filed in a case."""
    case = find_case(request, case_id)
    record_access(kind=Kind.OPENED, subject=case, detail={"part": "papers"})
    context = {
        "nav": "cases",
        "case": case,
        "name": case_name(case),
        "back": case_url(case),
        "papers": paper_lines(case),
        "earlier": papers_before(case, request.user),
        "reports": report_lines(case),
        "documents": document_lines(case),
        "may_write": can_write(request.user, case),
    }
    return render(request, "families/papers.html", context)


@requires(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def paper_new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Begin a paper."""
    case = find_case(request, case_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    back = reverse("families:papers", args=[case.pk])
    if again := sent_again(request, back):
        return again
    kinds = kinds_to_start(case)
    known = {"kind": request.GET.get("kind", "")[:40]}
    form = PaperForm(posted(request), kinds=kinds, children=named_children(case), initial=known)
    page = Page(
        case=case, title=_("Begin a paper"), button=_("Begin"), done=_("The paper is begun. Nothing is signed yet."),
        template="families/paper_new.html", back=back, context={"kinds": kinds},
    )  # fmt: skip
    made: list[Any] = []

    def save() -> Any:
        return start_paper(case=case, kind=form.cleaned_data["kind"], child=form.about, by=request.user)

    answer = serve(request, page, form, lambda: made.append(create(request, form, save)))
    return redirect("families:paper", paper_id=made[0].pk) if made else answer


@requires(Permission.SEE_CASES)
@require_safe
def paper(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """The latest version of a paper."""
    return _show(request, find_paper(request, paper_id))


@requires(Permission.SEE_CASES)
@require_safe
def paper_version(request: HttpRequest, paper_id: UUID, number: int) -> HttpResponse:
    """A version of a paper, as it was signed."""
    return _show(request, find_paper(request, paper_id, number))


@requires(Permission.SEE_CASES)
@require_safe
def paper_file(request: HttpRequest, paper_id: UUID, number: int, ending: str) -> HttpResponse:
    """A version as PDF or Word file."""
    page = find_paper(request, paper_id, number)
    kind = kind_of(page.paper)
    made = made_file(page, ending, letter=bool(kind and kind.letter))
    if made is None:
        raise Http404
    body, content_type, name = made
    detail = {"part": "paper", "paper": str(paper_id), "version": number, "as": ending}
    record_access(kind=Kind.EXPORTED, subject=page.case, detail=detail)
    answer = HttpResponse(body, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@requires(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def paper_section(request: HttpRequest, paper_id: UUID, section: str) -> HttpResponse:
    """Write under one heading. What is typed is kept while it is typed; two at once see both texts."""
    page = find_paper(request, paper_id)
    line = next((one for one in page.sections if one.row.key == section), None)
    if line is None:
        raise Http404
    if refused := refusal(request, check_can_write, page.case):
        return refused
    if "theirs" in request.POST:
        discard_draft(user=request.user, kind=DRAFT, subject_id=str(line.row.pk))
        messages.success(request, str(_("Your colleague's text is kept.")))
        return redirect("families:paper", paper_id=paper_id)
    known = {"text": line.row.text, "version": line.row.version}
    form = SectionForm(posted(request), initial=known | kept_text(request, DRAFT, line.row, "text", "version"))
    stale = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            write_section(section=line.row, text=given["text"], expected_version=given["version"], by=request.user)
        except StaleEdit as found:
            stale, form.data = found, request.POST.copy()
            form.data["version"] = str(found.current.version)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            discard_draft(user=request.user, kind=DRAFT, subject_id=str(line.row.pk))
            messages.success(request, str(_("The section is saved.")))
            return redirect("families:paper", paper_id=paper_id)
    record_access(kind=Kind.OPENED, subject=page.case, detail={"part": "paper", "paper": str(paper_id)})
    context = {
        "nav": "cases",
        "page": page,
        "line": line,
        "name": case_name(page.case),
        "form": form,
        "stale": stale,
        "draft": find_draft(user=request.user, kind=DRAFT, subject_id=str(line.row.pk)),
        "draft_token": draft_token(user=request.user, kind=DRAFT, subject_id=str(line.row.pk)),
    }
    status = 409 if stale else 400 if form.errors else 200
    return render(request, "families/paper_section.html", context, status=status)


def find_paper(request: HttpRequest, paper_id: UUID, number: int | None = None) -> PaperPage:
    """A version of a paper of a case that the user may know of; else 404."""
    found = get_object_or_404(papers_shown_to(request.user), pk=paper_id)
    page = read_paper(found, find_case(request, found.case_id), request.user, number)
    if page is None:
        raise Http404
    return page


def paper_url(page: PaperPage) -> str:
    return reverse("families:paper", args=[page.paper.pk])


def _show(request: HttpRequest, page: PaperPage) -> HttpResponse:
    detail = {"part": "paper", "paper": str(page.paper.pk), "version": page.shown.version.number}
    record_access(kind=Kind.OPENED, subject=page.case, detail=detail)
    context = {
        "nav": "cases",
        "page": page,
        "case": page.case,
        "name": case_name(page.case),
        "back": reverse("families:papers", args=[page.case.pk]),
    }
    return render(request, "families/paper.html", context)
