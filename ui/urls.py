from django.urls import path

from ui import views

app_name = "ui"

urlpatterns = [
    path("help/", views.help_page, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("components/", views.gallery, name="gallery"),
]
