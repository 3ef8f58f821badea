"""Addresses of what happens in a case: births, losses, meetings, statuses, closings."""

from django.urls import URLPattern, path

from families.views import (
    births,
    child_homes,
    closures,
    consents,
    due_dates,
    hand_overs,
    losses,
    meetings,
    meetings_held,
    separations,
    statuses,
)

CASE = "cases/<uuid:case_id>"
MEETING = "meetings/<uuid:meeting_id>"

urlpatterns: list[URLPattern] = [
    path(f"{CASE}/birth/", births.birth, name="birth"),
    path(f"{CASE}/birth/another/", births.baby_add, name="baby_add"),
    path(f"{CASE}/children/<uuid:child_id>/loss/", losses.loss, name="loss"),
    path(f"{CASE}/due-date/", due_dates.due_date, name="due_date"),
    path(f"{CASE}/meetings/new/", meetings.meeting_new, name="meeting_new"),
    path(f"{MEETING}/", meetings.meeting, name="meeting"),
    path(f"{MEETING}/hold/", meetings_held.meeting_hold, name="meeting_hold"),
    path(f"{MEETING}/edit/", meetings_held.meeting_edit, name="meeting_edit"),
    path(f"{MEETING}/move/", meetings.meeting_move, name="meeting_move"),
    path(f"{MEETING}/cancel/", meetings.meeting_cancel, name="meeting_cancel"),
    path(f"{CASE}/statuses/", statuses.statuses, name="statuses"),
    path(f"{CASE}/statuses/new/", statuses.status_new, name="status_new"),
    path(f"{CASE}/statuses/<uuid:status_id>/end/", statuses.status_end, name="status_end"),
    path(f"{CASE}/separations/new/", separations.separation_new, name="separation_new"),
    path(f"{CASE}/separations/<uuid:separation_id>/", separations.separation_edit, name="separation_edit"),
    path(f"{CASE}/homes/", child_homes.child_homes, name="child_homes"),
    path(f"{CASE}/homes/new/", child_homes.home_new, name="home_new"),
    path(f"{CASE}/homes/<uuid:home_id>/", child_homes.home_edit, name="home_edit"),
    path(f"{CASE}/returns/new/", separations.return_new, name="return_new"),
    path(f"{CASE}/returns/<uuid:home_again_id>/", separations.return_edit, name="return_edit"),
    path(f"{CASE}/hand-over/", hand_overs.hand_over, name="hand_over"),
    path(f"{CASE}/consent/", consents.consent, name="consent"),
    path(f"{CASE}/sharing/", consents.sharing, name="sharing"),
    path(f"{CASE}/close/", closures.close, name="close"),
    path("closures/", closures.closures, name="closures"),
    path("closures/<uuid:closure_id>/", closures.closure_sign, name="closure_sign"),
    path(f"{CASE}/reopen/", closures.reopen, name="reopen"),
]
