"""Addresses of CPE's pages."""

from django.urls import path

from cpe.views import policy, stubs

app_name = "cpe"

urlpatterns = [
    path("policy/", policy.policy, name="policy"),
    path("", stubs.to_come, name="activities"),
    path("titles/<str:code>/", stubs.to_come, name="title"),
    path("planner/", stubs.to_come, name="planner"),
    path("report/", stubs.to_come, name="report"),
    path("claims/<int:key>/", stubs.to_come, name="claim"),
]
