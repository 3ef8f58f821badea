"""Addresses of what is written and filed in a case: papers, reports asked for, documents."""

from django.urls import URLPattern, path

from families.views import documents, paper_signing, papers, reports

CASE = "cases/<uuid:case_id>"
PAPER = "papers/<uuid:paper_id>"

urlpatterns: list[URLPattern] = [
    path(f"{CASE}/papers/", papers.papers, name="papers"),
    path(f"{CASE}/papers/new/", papers.paper_new, name="paper_new"),
    path(f"{PAPER}/", papers.paper, name="paper"),
    path(f"{PAPER}/versions/<int:number>/", papers.paper_version, name="paper_version"),
    path(f"{PAPER}/versions/<int:number>/file.<slug:ending>", papers.paper_file, name="paper_file"),
    path(f"{PAPER}/write/<slug:section>/", papers.paper_section, name="paper_section"),
    path(f"{PAPER}/sign/", paper_signing.paper_sign, name="paper_sign"),
    path(f"{PAPER}/countersign/", paper_signing.paper_countersign, name="paper_countersign"),
    path(f"{PAPER}/return/", paper_signing.paper_return, name="paper_return"),
    path(f"{PAPER}/acknowledge/", paper_signing.paper_acknowledge, name="paper_acknowledge"),
    path(f"{PAPER}/discard/", paper_signing.paper_discard, name="paper_discard"),
    path(f"{PAPER}/revise/", paper_signing.paper_revise, name="paper_revise"),
    path(f"{CASE}/reports/new/", reports.report_ask, name="report_ask"),
    path("reports/<uuid:report_id>/", reports.report, name="report"),
    path("reports/<uuid:report_id>/call-off/", reports.report_call_off, name="report_call_off"),
    path(f"{CASE}/documents/new/", documents.document_new, name="document_new"),
    path("documents/<uuid:document_id>/file/", documents.document_file, name="document_file"),
    path("documents/<uuid:document_id>/withdraw/", documents.document_withdraw, name="document_withdraw"),
]
