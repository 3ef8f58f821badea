from django.urls import path

from families.views import allocation

urlpatterns = [
    path("allocation/", allocation.board, name="board"),
    path("cases/<uuid:case_id>/allocate/", allocation.allocate, name="allocate"),
    path("cases/<uuid:case_id>/cover/", allocation.cover, name="cover"),
]
