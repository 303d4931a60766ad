"""Addresses of the register's pages."""

from django.urls import path

from members import views

app_name = "members"

urlpatterns = [
    path("titles/", views.titles, name="titles"),
    path("profile/", views.profile, name="profile"),
]
