"""Addresses of CPE's pages."""

from django.urls import path

from cpe import views

app_name = "cpe"

urlpatterns = [path("policy/", views.policy, name="policy")]
