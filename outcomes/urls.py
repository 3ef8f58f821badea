from django.urls import path

from outcomes.views import evaluations, runs, scores, withdrawing

app_name = "outcomes"
urlpatterns = [
    path("cases/<uuid:case_id>/scores/", scores.scores, name="scores"),
    path("cases/<uuid:case_id>/scores/new/", scores.assessment_new, name="assessment_new"),
    path("assessments/<uuid:assessment_id>/", scores.assessment, name="assessment"),
    path("assessments/<uuid:assessment_id>/withdraw/", withdrawing.assessment_withdraw, name="assessment_withdraw"),
    path("cases/<uuid:case_id>/evaluations/", evaluations.evaluations, name="evaluations"),
    path("cases/<uuid:case_id>/evaluations/new/", evaluations.evaluation_new, name="evaluation_new"),
    path("evaluations/new/", evaluations.evaluation_anonymous, name="evaluation_anonymous"),
    path("evaluations/", evaluations.evaluations_of_service, name="evaluations_of_service"),
    path("outcomes/", runs.runs, name="runs"),
    path("outcomes/ask/", runs.ask, name="run_ask"),
    path("outcomes/runs/<uuid:run_id>/", runs.run, name="run"),
]
