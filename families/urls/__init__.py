"""The addresses of casework, by room."""

from families.urls import allocation, casework, groups, life, people, visits, working

app_name = "families"
urlpatterns = [
    *casework.urlpatterns,
    *visits.urlpatterns,
    *groups.urlpatterns,
    *life.urlpatterns,
    *people.urlpatterns,
    *allocation.urlpatterns,
    *working.urlpatterns,
]
