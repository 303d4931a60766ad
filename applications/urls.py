"""Addresses of officer applications."""

from django.urls import URLPattern, path

from applications.views import check, sign, status

app_name = "applications"

OWN = "applications/<slug:reference>/"

urlpatterns: list[URLPattern] = [
    path(f"{OWN}check/", check.check, name="check"),
    path(f"{OWN}sign/", sign.sign, name="sign"),
    path(f"{OWN}sign/by-hand/", sign.by_hand, name="sign-by-hand"),
    path(f"{OWN}received/", status.received, name="received"),
    path(f"{OWN}withdraw/", status.withdraw, name="withdraw"),
    path(OWN, status.application, name="application"),  # until the task list is here
]
