"""The addresses of casework, by room."""

from families.urls import allocation, casework, life, people, visits, working

app_name = "families"
urlpatterns = [
    *casework.urlpatterns,
    *visits.urlpatterns,
    *life.urlpatterns,
    *people.urlpatterns,
    *allocation.urlpatterns,
    *working.urlpatterns,
]
