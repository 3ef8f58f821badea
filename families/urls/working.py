"""Addresses of what is around the casework: supervision, passing cases on."""

from django.urls import URLPattern, path

from families.views import calendar, meeting_series, supervision, transfers

SUPERVISION = "supervision/<uuid:supervision_id>"

urlpatterns: list[URLPattern] = [
    path("calendar/<str:token>.ics", calendar.calendar_feed, name="calendar_feed"),
    path("cases/<uuid:case_id>/meetings/series/", meeting_series.series_new, name="series_new"),
    path("meetings/<uuid:meeting_id>/report/", meeting_series.meeting_report, name="meeting_report"),
    path("supervision/", supervision.supervisions, name="supervisions"),
    path("supervision/new/", supervision.supervision_new, name="supervision_new"),
    path(f"{SUPERVISION}/", supervision.supervision, name="supervision"),
    path(f"{SUPERVISION}/cases/<uuid:case_id>/", supervision.supervision_case, name="supervision_case"),
    path(f"{SUPERVISION}/personal/", supervision.supervision_personal, name="supervision_personal"),
    path("cases/<uuid:case_id>/transfer/", transfers.transfer_new, name="transfer_new"),
    path("transfers/", transfers.transfers, name="transfers"),
    path("transfers/<uuid:transfer_id>/", transfers.transfer, name="transfer"),
    path("transfers/<uuid:transfer_id>/withdraw/", transfers.transfer_withdraw, name="transfer_withdraw"),
]
