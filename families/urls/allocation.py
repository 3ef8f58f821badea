from django.urls import path

from families.views import allocation, leaving

urlpatterns = [
    path("allocation/", allocation.board, name="board"),
    path("allocation/leave/", leaving.leave, name="leave"),
    path("allocation/leave/<uuid:absence_id>/withdraw/", leaving.leave_withdraw, name="leave_withdraw"),
    path("allocation/workers/<uuid:user_id>/", leaving.reassign, name="reassign"),
    path("cases/<uuid:case_id>/allocate/", allocation.allocate, name="allocate"),
    path("cases/<uuid:case_id>/cover/", allocation.cover, name="cover"),
]
