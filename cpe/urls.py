"""Addresses of CPE's pages."""

from django.urls import path

from cpe.views import policy

app_name = "cpe"

urlpatterns = [path("policy/", policy.policy, name="policy")]
