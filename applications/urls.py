"""Addresses of officer applications. A part of the form has its page below the application, by the part's own name."""

from django.urls import path

from applications.views import drafts, parts

app_name = "applications"

DRAFT = "applications/<slug:reference>"

urlpatterns = [
    path("applications/", drafts.applications, name="list"),
    path(f"{DRAFT}/", drafts.application, name="application"),
    path(f"{DRAFT}/throw-away/", drafts.throw_away, name="throw-away"),
    path(f"{DRAFT}/about-you/", parts.about, name="about"),
    path(f"{DRAFT}/positions/", parts.positions, name="positions"),
    path(f"{DRAFT}/positions/add/", parts.add_position, name="add-position"),
    path(f"{DRAFT}/positions/<int:key>/", parts.position, name="position"),
    path(f"{DRAFT}/positions/<int:key>/remove/", parts.remove_position, name="remove-position"),
    path(f"{DRAFT}/role-and-results/", parts.role, name="role"),
]
