from django.urls import URLPattern, path

from families.views import drafts, goals, mileage, moving, notes, practical_help, rhythm, tasks, visits

urlpatterns: list[URLPattern] = [
    path("cases/<uuid:case_id>/visits/", rhythm.visits, name="visits"),
    path("cases/<uuid:case_id>/visits/rhythm/", rhythm.rhythm, name="rhythm"),
    path("cases/<uuid:case_id>/topics/", rhythm.topics, name="topics"),
    path("mileage/", mileage.mileage, name="mileage"),
    path("mileage/file/", mileage.mileage_file, name="mileage_file"),
    path("cases/<uuid:case_id>/practical-help/", practical_help.practical_help, name="practical_help"),
    path("cases/<uuid:case_id>/practical-help/new/", practical_help.help_new, name="help_new"),
    path("practical-help/<uuid:entry_id>/", practical_help.help_edit, name="help_edit"),
    path("cases/<uuid:case_id>/visits/new/", visits.visit_new, name="visit_new"),
    path("cases/<uuid:case_id>/visits/new/discard/", visits.visit_new_discard, name="visit_new_discard"),
    path("cases/<uuid:case_id>/visits/plan/", visits.visit_plan, name="visit_plan"),
    path("visits/<uuid:visit_id>/", visits.visit, name="visit"),
    path("visits/<uuid:visit_id>/log/", visits.visit_log, name="visit_log"),
    path("visits/<uuid:visit_id>/undo/", visits.visit_undo, name="visit_undo"),
    path("visits/<uuid:visit_id>/cancel/", visits.visit_cancel, name="visit_cancel"),
    path("visits/<uuid:visit_id>/move/", moving.visit_move, name="visit_move"),
    path("visits/<uuid:visit_id>/discard/", visits.visit_discard, name="visit_discard"),
    path("visits/<uuid:visit_id>/notes/<uuid:note_id>/add/", notes.note_add, name="note_add"),
    path("drafts/save/", drafts.draft_save, name="draft_save"),
    path("cases/<uuid:case_id>/tasks/new/", tasks.task_new, name="task_new"),
    path("tasks/<uuid:task_id>/done/", tasks.task_done, name="task_done"),
    path("cases/<uuid:case_id>/goals/new/", goals.goal_new, name="goal_new"),
    path("goals/<uuid:goal_id>/", goals.goal_edit, name="goal_edit"),
]
