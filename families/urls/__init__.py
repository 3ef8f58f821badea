"""The addresses of casework, by room."""

from families.urls import allocation, casework, chosen, groups, life, papers, people, visits, working

app_name = "families"
urlpatterns = [
    *casework.urlpatterns,
    *visits.urlpatterns,
    *groups.urlpatterns,
    *life.urlpatterns,
    *people.urlpatterns,
    *papers.urlpatterns,
    *allocation.urlpatterns,
    *working.urlpatterns,
    *chosen.urlpatterns,
]
