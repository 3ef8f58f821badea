from django.urls import path

from outcomes.views import comparing, evaluations, journey, runs, scores, withdrawing

app_name = "outcomes"
urlpatterns = [
    path("cases/<uuid:case_id>/scores/", scores.scores, name="scores"),
    path("cases/<uuid:case_id>/scores/new/", scores.assessment_new, name="assessment_new"),
    path("cases/<uuid:case_id>/scores/journey/", journey.journey, name="journey"),
    path("cases/<uuid:case_id>/scores/journey/paper/", journey.journey_pdf, name="journey_pdf"),
    path("assessments/<uuid:assessment_id>/", scores.assessment, name="assessment"),
    path("assessments/<uuid:assessment_id>/withdraw/", withdrawing.assessment_withdraw, name="assessment_withdraw"),
    path("cases/<uuid:case_id>/evaluations/", evaluations.evaluations, name="evaluations"),
    path("cases/<uuid:case_id>/evaluations/new/", evaluations.evaluation_new, name="evaluation_new"),
    path("evaluations/new/", evaluations.evaluation_anonymous, name="evaluation_anonymous"),
    path("evaluations/", evaluations.evaluations_of_service, name="evaluations_of_service"),
    path("outcomes/", runs.runs, name="runs"),
    path("outcomes/ask/", runs.ask, name="run_ask"),
    path("outcomes/cost/", comparing.cost, name="cost"),
    path("outcomes/comparisons/", comparing.comparisons, name="comparisons"),
    path("outcomes/comparisons/new/", comparing.comparison_new, name="comparison_new"),
    path("outcomes/comparisons/draw/", comparing.comparison_draw, name="comparison_draw"),
    path(
        "outcomes/comparisons/<uuid:comparison_id>/withdraw/", comparing.comparison_withdraw, name="comparison_withdraw"
    ),
    path("outcomes/runs/<uuid:run_id>/", runs.run, name="run"),
    path("outcomes/runs/<uuid:run_id>/stop/", runs.stop, name="run_stop"),
    path("outcomes/runs/<uuid:run_id>/left-out/<slug:figure>/<slug:why>/", runs.left_out, name="left_out"),
]
