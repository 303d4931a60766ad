"""Addresses of the pages about mail."""

from django.urls import path

from comms import views

app_name = "comms"

urlpatterns = [
    path("", views.mails, name="mails"),
    path("<slug:reference>/", views.mail, name="mail"),
]
