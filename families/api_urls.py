"""Cases and visits in the API."""

from django.urls import path

from families import api

urlpatterns = [
    path("cases/", api.Cases.as_view(), name="api_cases"),
    path("cases/<uuid:case_id>/", api.OneCase.as_view(), name="api_case"),
    path("visits/", api.Visits.as_view(), name="api_visits"),
]
