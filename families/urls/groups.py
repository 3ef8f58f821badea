"""Addresses of groups."""

from django.urls import URLPattern, path

from families.views import groups

CASE = "cases/<uuid:case_id>"

urlpatterns: list[URLPattern] = [
    path("groups/", groups.groups, name="groups"),
    path("groups/new/", groups.group_new, name="group_new"),
    path("groups/<uuid:group_id>/", groups.group, name="group"),
    path("groups/<uuid:group_id>/edit/", groups.group_edit, name="group_edit"),
    path("groups/<uuid:group_id>/sessions/new/", groups.session_new, name="session_new"),
    path("group-sessions/<uuid:session_id>/", groups.session, name="session"),
    path(f"{CASE}/groups/", groups.case_groups, name="case_groups"),
    path(f"{CASE}/groups/join/", groups.group_join, name="group_join"),
    path("group-places/<uuid:place_id>/leave/", groups.group_leave, name="group_leave"),
]
