"""Addresses of returns, their figures and files, and the definitions."""

from django.urls import path

from reporting.views import by_month, checks, dashboards, definitions, exports, extracts, figures, returns, signing

app_name = "reporting"
urlpatterns = [
    path("dashboard/", dashboards.dashboard, name="dashboard"),
    path("dashboard/rows/<slug:tile>/", dashboards.dashboard_rows, name="dashboard_rows"),
    path("dashboard/mine/", dashboards.own_dashboard, name="own_dashboard"),
    path("dashboard/mine/rows/<slug:tile>/", dashboards.own_dashboard_rows, name="own_dashboard_rows"),
    path("dashboard/service/", dashboards.service_wide, name="service_wide"),
    path("returns/", returns.returns, name="returns"),
    path("returns/new/", returns.return_new, name="return_new"),
    path("returns/<uuid:return_id>/", returns.return_page, name="return"),
    path("returns/<uuid:return_id>/checks/", checks.checks, name="checks"),
    path("returns/<uuid:return_id>/checks/<slug:gap>/", checks.gap, name="gap"),
    path("returns/<uuid:return_id>/commentary/", returns.commentary, name="commentary"),
    path("returns/<uuid:return_id>/sign/", signing.sign, name="sign"),
    path("returns/<uuid:return_id>/unsign/", signing.unsign, name="unsign"),
    path("returns/<uuid:return_id>/figures/<slug:key>/", figures.figure, name="figure"),
    path("returns/<uuid:return_id>/versions/<int:number>/", signing.version, name="versions"),
    path("returns/<uuid:return_id>/versions/<int:number>/figures/<slug:key>/", figures.kept_figure, name="kept_figure"),
    path("returns/<uuid:return_id>/versions/<int:number>/release/", exports.release, name="release"),
    path("returns/<uuid:return_id>/export/", exports.export_ask, name="export_ask"),
    path("rows-for-evaluators/", extracts.extracts, name="extracts"),
    path("rows-for-evaluators/<uuid:return_id>/", extracts.extract_ask, name="extract_ask"),
    path("exports/", exports.exports, name="exports"),
    path("exports/<uuid:export_id>/", exports.export_fetch, name="export_fetch"),
    path("by-month/", by_month.by_month, name="by_month"),
    path("by-month/rows/", by_month.by_month_rows, name="by_month_rows"),
    path("by-month/files/", by_month.by_month_ask, name="by_month_ask"),
    path("definitions/", definitions.definitions, name="definitions"),
    path("definitions/<slug:key>/", definitions.definition, name="definition"),
]
