"""Addresses of what people add to a case by choice: the agency network and the chronology."""

from django.urls import URLPattern, path

from families.views import chronology, network

CASE = "cases/<uuid:case_id>"
ENTRY = f"{CASE}/chronology/<uuid:chronology_id>"

urlpatterns: list[URLPattern] = [
    path(f"{CASE}/network/", network.network, name="network"),
    path(f"{CASE}/network/new/", network.agency_new, name="agency_new"),
    path(f"{CASE}/network/<uuid:agency_id>/", network.agency_edit, name="agency_edit"),
    path(f"{CASE}/chronology/", chronology.chronology, name="chronology"),
    path(f"{CASE}/chronology/new/", chronology.chronology_new, name="chronology_new"),
    path(f"{CASE}/chronology/paper/", chronology.chronology_pdf, name="chronology_pdf"),
    path(f"{ENTRY}/", chronology.chronology_entry, name="chronology_entry"),
    path(f"{ENTRY}/edit/", chronology.chronology_edit, name="chronology_edit"),
    path(f"{ENTRY}/remove/", chronology.chronology_remove, name="chronology_remove"),
]
