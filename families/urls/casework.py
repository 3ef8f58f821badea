from django.urls import URLPattern, path

from families.views import casework, clocks, complexity, exclusions, gate, search, timeline

urlpatterns: list[URLPattern] = [
    path("today/", casework.today, name="today"),
    path("today/<slug:part>/", casework.today_rest, name="today_rest"),
    path("cases/", casework.caseload, name="caseload"),
    path("cases/quiet/", casework.quiet, name="quiet"),
    path("cases/<uuid:case_id>/", casework.case, name="case"),
    path("cases/<uuid:case_id>/timeline/", timeline.timeline, name="timeline"),
    path("cases/<uuid:case_id>/clocks/<uuid:milestone_id>/", clocks.milestone, name="milestone"),
    path("cases/<uuid:case_id>/clocks/<uuid:milestone_id>/why/", clocks.milestone_why, name="milestone_why"),
    path("cases/<uuid:case_id>/complexity/", complexity.complexity, name="complexity"),
    path("cases/<uuid:case_id>/restrict/", gate.restrict_case, name="restrict"),
    path("clocks/", clocks.clocks, name="clocks"),
    path("search/", search.search, name="search"),
    path("exclusions/", exclusions.exclusions, name="exclusions"),
    path("exclusions/<uuid:exclusion_id>/end/", exclusions.exclusion_end, name="exclusion_end"),
    path("break-glass/", gate.glass, name="glass"),
]
