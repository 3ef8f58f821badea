"""Addresses of people, their family and what to know before meeting them."""

from django.urls import URLPattern, path

from families.views import merging, people, safety

CASE = "cases/<uuid:case_id>"
PERSON = "people/<uuid:person_id>"

urlpatterns: list[URLPattern] = [
    path(f"{PERSON}/", people.person, name="person"),
    path(f"{PERSON}/edit/", people.person_edit, name="person_edit"),
    path(f"{PERSON}/names/new/", people.person_name, name="person_name"),
    path(f"{PERSON}/addresses/new/", people.person_address, name="person_address"),
    path(f"{PERSON}/channels/new/", people.person_channel, name="person_channel"),
    path(f"{PERSON}/channels/<uuid:channel_id>/end/", people.channel_end, name="channel_end"),
    path(f"{PERSON}/facts/", people.person_facts, name="person_facts"),
    path(f"{PERSON}/same/", merging.person_same, name="person_same"),
    path(f"{PERSON}/same/<uuid:other_id>/", merging.merge_new, name="merge_new"),
    path("merges/<uuid:merge_id>/", merging.merge, name="merge"),
    path("merges/<uuid:merge_id>/undo/", merging.merge_undo, name="merge_undo"),
    path(f"{CASE}/safety/new/", safety.safety_new, name="safety_new"),
    path(f"{CASE}/safety/<uuid:flag_id>/", safety.safety_edit, name="safety_edit"),
    path(f"{CASE}/members/new/", safety.member_new, name="member_new"),
    path(f"{CASE}/kept-apart/", safety.kept_apart, name="kept_apart"),
]
